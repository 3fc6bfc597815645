// The whole way of a miniapp without a host: its fallback, the relay of its backend, the platform, the host's backend.
import type { AddressInfo } from 'node:net'
import { eventBridge, type FallbackOptions } from '@drawbridge/http/fallback'
import { createEventBridgeRelay, type RelayCaller } from '@drawbridge/http/relay'
import { type BridgeError, createMiniapp, type Miniapp } from '@drawbridge/miniapp'
import { serve } from '@hono/node-server'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Started, type StartOptions, start, wholeConfig } from './start.js'

interface Shop extends Started {
  readonly miniapp: never
  readonly shop: Miniapp
  readonly errors: BridgeError[]
}

async function openShop(
  options: StartOptions = {},
  more: Partial<FallbackOptions> = {},
): Promise<Omit<Shop, 'miniapp'>> {
  const started = await start(options)
  const who: RelayCaller = { appId: 'shop', clientId: 'super-app', user: 'u1' }
  const relay = createEventBridgeRelay({ baseUrl: started.url, authenticate: () => who })
  const server = serve({ fetch: relay, port: 0, hostname: '127.0.0.1' })
  onTestFinished(() => void server.close())
  await vi.waitUntil(() => server.listening)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  const shop = createMiniapp({
    appId: 'shop',
    fallback: eventBridge({ url, clientId: 'super-app', ...more }),
  })
  onTestFinished(() => shop.close())
  const errors: BridgeError[] = []
  shop.on('error', (error) => errors.push(error))
  return { ...started, shop, errors }
}

const transaction = () => ({ body: { transaction: 't1' } })
const typesAt = ({ host }: Pick<Started, 'host'>): unknown[] =>
  host.requests.map(({ body }) => (JSON.parse(body) as { event_type: unknown }).event_type)

describe('a miniapp without a host', () => {
  it('asks the host’s backend, and says which way it went', async () => {
    const { shop, host } = await openShop({ reply: transaction })
    const reply = await shop.request('order_created', { order_id: 'ord_1' })
    expect(reply).toEqual({ transaction: 't1' })
    expect(JSON.parse(host.requests[0]?.body ?? '')).toEqual({
      app_id: 'shop',
      client_id: 'super-app',
      event_type: 'order_created',
      payload: { order_id: 'ord_1' },
    })
    expect(shop.session).toMatchObject({ transport: 'http', host: { platform: 'http' } })
    expect([shop.supports('hostEvents'), shop.supports('keys')]).toEqual([false, false])
  })

  it('takes what was said before it was there, in order', async () => {
    const { shop, ...started } = await openShop({ reply: transaction })
    for (const type of ['first', 'second', 'third']) shop.sendCustomEvent(type, {})
    await shop.request('after_them', {})
    expect(typesAt(started)).toEqual(['first', 'second', 'third', 'after_them'])
  })

  it('is refused by code, and before it is sent where the payload is no object', async () => {
    const config: StartOptions['config'] = (urls) => ({ ...wholeConfig(urls), partnerships: [] })
    const { shop, host } = await openShop({ config })
    await expect(shop.request('order', {})).rejects.toMatchObject({ code: 'INTEGRATION_DISABLED' })
    await expect(shop.request('order', 'text')).rejects.toMatchObject({ code: 'INVALID_PAYLOAD' })
    const { delivered } = await shop.sendAppEvent('opened', {})
    await expect(delivered).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    expect(host.requests).toEqual([])
  })

  it('hears of events that did not arrive', async () => {
    const { shop, errors, host } = await openShop({ reply: () => ({ status: 500 }) })
    shop.sendCustomEvent('opened', {})
    await vi.waitUntil(() => errors.length > 0)
    expect(errors).toMatchObject([{ code: 'EVENT_DELIVERY_FAILED' }])
    expect(host.requests).toHaveLength(1)
  })

  /** The first answer is lost after the work was done. */
  function losingFirst(): Partial<FallbackOptions> {
    let count = 0
    return {
      retry: { minDelay: 1 },
      async fetch(url, init) {
        const response = await fetch(url, init)
        if (++count > 1) return response
        await response.body?.cancel()
        throw new TypeError('The connection was cut')
      },
    }
  }

  it('repeats nothing that may have been done', async () => {
    const { shop, host } = await openShop({ reply: transaction }, losingFirst())
    const asked = shop.request('pay', {}, { key: 'k' })
    await expect(asked).rejects.toMatchObject({ code: 'HTTP_ERROR', outcome: 'unknown' })
    expect(host.requests).toHaveLength(1)
  })

  it('repeats with a key where the platform does the work of a key once', async () => {
    const { shop, host } = await openShop({ reply: transaction }, { ...losingFirst(), keys: true })
    const reply = await shop.request('pay', {}, { key: 'k' })
    expect(reply).toEqual({ transaction: 't1' })
    expect(host.requests).toHaveLength(1)
    expect(shop.supports('keys')).toBe(true)
  })

  it('can be cancelled, and ends with its miniapp', async () => {
    const aborted: unknown[] = []
    let sent = 0
    const hanging: Partial<FallbackOptions> = {
      fetch: (_url, { signal }) =>
        new Promise((_resolve, reject) => {
          sent++
          signal?.addEventListener('abort', () => {
            aborted.push(signal.reason)
            reject(signal.reason)
          })
        }),
    }
    const { shop } = await openShop({}, hanging)
    const controller = new AbortController()
    const cancelled = shop.request('think', {}, { signal: controller.signal })
    const closed = shop.request('think', {})
    await vi.waitUntil(() => sent === 2)
    controller.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED', stage: 'sent' })
    await vi.waitUntil(() => aborted.length === 1)
    shop.close()
    await expect(closed).rejects.toMatchObject({ code: 'DISCONNECTED' })
    expect(aborted).toHaveLength(2)
  })
})

it.each([
  ['url', { url: 'shop.example', clientId: 'c' }],
  ['clientId', { url: 'https://shop.example', clientId: '' }],
])('eventBridge() names a wrong %s', (field, options) => {
  expect(() => eventBridge(options)).toThrow(
    expect.objectContaining({
      code: 'INVALID_PAYLOAD',
      message: expect.stringMatching(`^${field} `),
    }),
  )
})
