import {
  BridgeError,
  createHandlers,
  createPeer,
  defaultLimits,
  FEATURES,
  type Params,
  type Peer,
} from '@drawbridge/core'
import { createLink } from '@drawbridge/core/link'
import { memoryTransports } from '@drawbridge/core/memory'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAppEvents } from './app-events.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

function side(appEvent?: (params: Params) => unknown): Peer {
  return createPeer({
    handlers: createHandlers(),
    limits: defaultLimits,
    error: () => {},
    lateReply: () => {},
    ended: () => {},
    ...(appEvent && { methods: { appEvent } }),
  })
}

function connect(a: Peer, b: Peer, features: readonly string[] = FEATURES): void {
  const [x, y] = memoryTransports()
  a.attach({ link: createLink(x), features, limits: defaultLimits })
  b.attach({ link: createLink(y), features, limits: defaultLimits })
}

describe('sendAppEvent()', () => {
  it('gives a receipt at once, and delivers when a session begins', async () => {
    const seen: unknown[] = []
    const [me, host] = [side(), side((params) => void seen.push(params))]
    const appEvents = createAppEvents(me)
    const receipt = await appEvents.send('viewed', { id: 1 }, { key: 'k1' })
    expect(receipt).toMatchObject({ key: 'k1', durable: false, path: 'bridge' })
    expect(seen).toEqual([])
    connect(me, host)
    appEvents.resume()
    await expect(receipt.delivered).resolves.toEqual({ duplicate: false, once: true })
    expect(seen).toEqual([
      { event: 'viewed', data: { id: 1 }, _meta: { key: 'k1', silence: 15_000 } },
    ])
  })

  it('makes a key of its own for each event', async () => {
    const appEvents = createAppEvents(side())
    const [first, second] = await Promise.all([
      appEvents.send('viewed', 1),
      appEvents.send('viewed', 1),
    ])
    expect(first.key).not.toBe(second.key)
  })

  it('says that the receiver had the key before', async () => {
    const [me, host] = [side(), side(() => ({ duplicate: true }))]
    connect(me, host)
    const { delivered } = await createAppEvents(me).send('viewed', 1)
    await expect(delivered).resolves.toEqual({ duplicate: true, once: true })
  })

  it('is sent again with the same key after a lost session', async () => {
    const keys: unknown[] = []
    const stuck = side((params) => {
      keys.push((params._meta as { key: string }).key)
      return new Promise(() => {})
    })
    const me = side()
    connect(me, stuck)
    const appEvents = createAppEvents(me)
    const receipt = await appEvents.send('viewed', 1)
    await turn()
    me.end('lost')
    await turn()
    connect(
      me,
      side((params) => void keys.push((params._meta as { key: string }).key)),
    )
    appEvents.resume()
    await expect(receipt.delivered).resolves.toMatchObject({ duplicate: false })
    expect(keys).toEqual([receipt.key, receipt.key])
  })

  it('is sent again later when the host is too busy', async () => {
    let tries = 0
    const host = side(() => {
      tries++
      if (tries < 3) throw new BridgeError('RATE_LIMITED', 'busy', { retryable: true })
    })
    const me = side()
    connect(me, host)
    const { delivered } = await createAppEvents(me).send('viewed', 1)
    await turn(3_000)
    await expect(delivered).resolves.toMatchObject({ once: true })
    expect(tries).toBe(3)
  })

  it('ends with NO_HANDLER where the host takes none', async () => {
    const host = side(() => {
      throw new BridgeError('NO_HANDLER', 'none')
    })
    const me = side()
    connect(me, host)
    const { delivered } = await createAppEvents(me).send('viewed', 1)
    await expect(delivered).rejects.toMatchObject({ code: 'NO_HANDLER' })
  })

  it('is not repeated blindly where keys are not honoured', async () => {
    const features = FEATURES.filter((feature) => feature !== 'keys')
    let tries = 0
    const host = side(() => {
      tries++
      return new Promise(() => {})
    })
    const me = side()
    connect(me, host, features)
    const appEvents = createAppEvents(me)
    const { delivered } = await appEvents.send('viewed', 1)
    await turn()
    me.end('lost')
    await expect(delivered).rejects.toMatchObject({ code: 'DISCONNECTED', outcome: 'unknown' })
    connect(me, host, features)
    appEvents.resume()
    await turn(60_000)
    expect(tries).toBe(1)
  })

  it.each([
    ['event', '', 1, {}],
    ['key', 'viewed', 1, { key: '' }],
    ['data.at', 'viewed', { at: new Date(0) }, {}],
  ])('names the field that is wrong: %s', async (field, event, data, options) => {
    await expect(createAppEvents(side()).send(event, data, options)).rejects.toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: expect.stringContaining(field),
    })
  })

  it('leaves no timer and no open promise behind', async () => {
    const appEvents = createAppEvents(side())
    const { delivered } = await appEvents.send('viewed', 1)
    appEvents.close(new BridgeError('DISCONNECTED', 'closed'))
    await expect(delivered).rejects.toMatchObject({ code: 'DISCONNECTED' })
    expect(vi.getTimerCount()).toBe(0)
  })
})
