import type { BridgeError } from '@drawbridge/core/errors'
import { describe, expect, it } from 'vitest'
import { testClock } from '../test/fakes/clock.js'
import { failureOf } from '../test/fakes/failure.js'
import { type Reply, type Served, serve, serveHandler, type Trouble } from '../test/fakes/serve.js'
import { createEventBridge } from './event-bridge.js'
import { createEventBridgeRelay } from './relay.js'

const who = { appId: 'shop', clientId: 'super-app' }
const order = { ...who, type: 'pay', payload: {} }

/** A page, its relay that repeats `retries` times, and the platform behind it. */
async function behindRelay(retries = 0) {
  const platform = await serve((): Reply => ({ body: {} }))
  const clock = testClock()
  const relay = await serveHandler(
    createEventBridgeRelay({
      baseUrl: platform.url,
      authenticate: () => ({ ...who, user: 'u1' }),
      retry: { retries },
      clock,
    }),
  )
  // The page tells what one attempt came to; it is the relay whose attempts are counted.
  const page = createEventBridge({ url: relay.url, retry: { retries: 0 } })
  const pay = (): Promise<BridgeError> => failureOf(page.send(order, { key: 'order-1' }))
  return { platform, clock, pay }
}

const tooLarge = { body: 'x'.repeat(4_000_001) }

describe('what a relay tells its page', () => {
  it.each<[string, Trouble, string]>([
    ['the connection drops', 'drop', 'HTTP_ERROR'],
    ['a proxy gives up', { status: 502, body: '<h1>Bad gateway</h1>' }, 'HTTP_ERROR'],
    ['the answer is too large', tooLarge, 'TOO_LARGE'],
    ['the host failed', { status: 500, body: { error_code: 'HANDLER_FAILED' } }, 'HANDLER_FAILED'],
  ])('is that the platform may have done the work when %s', async (_, trouble, code) => {
    const { platform, pay } = await behindRelay()
    platform.troubles.push(trouble)
    expect(await pay()).toMatchObject({ code, outcome: 'unknown', retryable: true })
    expect(platform.requests).toHaveLength(1)
  })

  it('is that the platform may have done the work when it gives no answer', async () => {
    const { platform, clock, pay } = await behindRelay()
    platform.troubles.push(() => {
      clock.fire()
      return 'silence'
    })
    expect(await pay()).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown', retryable: true })
  })

  it('is that nothing was done when the platform could not be reached', async () => {
    const { platform, pay } = await behindRelay()
    await platform.close()
    expect(await pay()).toMatchObject({ code: 'HTTP_ERROR', outcome: 'none', retryable: true })
  })

  it.each<[string, Reply, string]>([
    ['429', { status: 429, headers: { 'Retry-After': '120' } }, 'HTTP_ERROR'],
    [
      'a refusal',
      { status: 400, body: { error_code: 'INTEGRATION_DISABLED' } },
      'INTEGRATION_DISABLED',
    ],
  ])('is what an earlier attempt may have done, too, when %s comes after it', async (...given) => {
    const [, reply, code] = given
    const { platform, pay } = await behindRelay(3)
    platform.troubles.push('drop', reply)
    expect(await pay()).toMatchObject({ code, outcome: 'unknown' })
    expect(platform.requests).toHaveLength(2)
  })
})

describe('a call that was repeated', () => {
  const sendTo = ({ url: baseUrl }: Served, key?: string): Promise<BridgeError> => {
    const bridge = createEventBridge({ baseUrl, from: 'miniapp', clock: testClock() })
    return failureOf(bridge.send(order, { key }))
  }

  it.each([
    ['with a key', 'order-1', true],
    ['without one', undefined, false],
  ])('may have been done the first time, whatever came later: %s', async (_, key, retryable) => {
    const refused = await serve((): Reply => ({ status: 429, headers: { 'Retry-After': '120' } }))
    refused.troubles.push('drop')
    expect(await sendTo(refused, key)).toMatchObject({
      ...{ code: 'HTTP_ERROR', data: { status: 429 }, outcome: 'unknown', retryable },
    })
    const gone = await serve((): Reply => ({ body: {} }))
    gone.troubles.push(() => {
      void gone.close()
      return 'drop'
    })
    expect(await sendTo(gone, key)).toMatchObject({
      ...{ code: 'HTTP_ERROR', outcome: 'unknown', retryable },
    })
  })
})

describe('a network that is away', () => {
  const unreachable = (code: string, details: object): Error =>
    Object.assign(new Error(code), { code, ...details })

  it.each([
    ['while it connects', unreachable('EHOSTUNREACH', { syscall: 'connect' }), 'none', 2],
    ['at each address', unreachable('ENETUNREACH', { errors: [] }), 'none', 2],
    ['amid the call', unreachable('EHOSTUNREACH', { syscall: 'read' }), 'unknown', 1],
    ['amid the request', unreachable('ENETUNREACH', { syscall: 'write' }), 'unknown', 1],
  ] as const)('%s: repeated at most once only if nothing was sent', async (...given) => {
    const [, cause, outcome, attempts] = given
    let asked = 0
    const bridge = createEventBridge({
      url: 'https://bridge.example',
      clock: testClock(),
      delivery: 'at-most-once',
      // Allowed, so that it shows where the client itself holds back.
      retry: { retries: 1 },
      // What Node's says: no test can take the network away.
      async fetch() {
        asked++
        throw new TypeError('fetch failed', { cause })
      },
    })
    expect(await failureOf(bridge.send(order))).toMatchObject({ code: 'HTTP_ERROR', outcome })
    expect(asked).toBe(attempts)
  })
})
