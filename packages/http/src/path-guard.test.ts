import { createHost, type OutcomeStore } from '@drawbridge/host'
import { createMiniapp } from '@drawbridge/miniapp'
import { createFaults, memoryConnector } from '@drawbridge/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lateHost } from '../test/fakes/late-host.js'
import { serve, type Trouble } from '../test/fakes/serve.js'
import { eventBridge, type FallbackOptions } from './fallback.js'

/** A miniapp with a host that can go away, and a relay. Both count how often the work was done. */
async function twoPaths(more: Partial<FallbackOptions> = {}, outcomes?: OutcomeStore) {
  const works: string[] = []
  const relay = await serve(() => {
    works.push('relay')
    return { body: { paid: true } }
  })
  const host = createHost({ name: 'Host', ...(outcomes && { outcomes }) })
  host.onCustomEvent('pay', () => {
    works.push('host')
    // The work is done, and the answer never comes.
    return new Promise(() => {})
  })
  const app = host.adopt({ appId: 'shop' })
  const faults = createFaults()
  let isThere = true
  const shop = createMiniapp({
    appId: 'shop',
    connectors: [
      memoryConnector(
        (theirs) => isThere && app.accept(theirs, 'https://shop.example'),
        faults.wrap,
      ),
    ],
    connectTimeout: 30,
    fallback: eventBridge({ url: relay.url, clientId: 'super-app', keys: true, ...more }),
  })
  onTestFinished(() => {
    shop.close()
    host.close()
  })
  return {
    works,
    relay,
    shop,
    async lose() {
      await vi.waitUntil(() => works.length > 0)
      isThere = false
      faults.cut()
    },
    onFallback: () => vi.waitUntil(() => shop.session?.transport === 'http'),
  }
}

const named: OutcomeStore = { durable: true, name: 'orders', get: () => undefined, set() {} }

describe('a request that was posted to a host and got no answer', () => {
  it('is not repeated over HTTP, where nobody knows what became of it', async () => {
    const { works, shop, lose, onFallback } = await twoPaths()
    const first = shop.request('pay', { id: 1 }, { key: 'order-1' })
    const lost = expect(first).rejects.toMatchObject({ code: 'DISCONNECTED', outcome: 'unknown' })
    await lose()
    await lost
    // Before the fallback is there, and after it.
    const early = shop.request('pay', { id: 1 }, { key: 'order-1' })
    const refused = { code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: false }
    const earlyRefused = expect(early).rejects.toMatchObject(refused)
    await onFallback()
    await earlyRefused
    await expect(shop.request('pay', { id: 1 }, { key: 'order-1' })).rejects.toMatchObject(refused)
    expect(works).toEqual(['host'])
    // Another key is another request, and the session says which path served.
    await expect(shop.request('pay', { id: 2 }, { key: 'order-2' })).resolves.toEqual({
      paid: true,
    })
    expect(shop.session).toMatchObject({ transport: 'http' })
    expect(works).toEqual(['host', 'relay'])
  })

  it('is repeated where both paths announce the same store of outcomes', async () => {
    const { works, shop, lose, onFallback } = await twoPaths(
      { outcomes: { store: 'orders' } },
      named,
    )
    const first = shop.request('pay', { id: 1 }, { key: 'order-1' })
    const lost = expect(first).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await vi.waitUntil(() => shop.session !== undefined)
    expect(shop.session?.outcomes).toMatchObject({ durable: true, store: 'orders' })
    await lose()
    await lost
    await onFallback()
    expect(shop.session?.outcomes).toMatchObject({ store: 'orders' })
    await expect(shop.request('pay', { id: 1 }, { key: 'order-1' })).resolves.toEqual({
      paid: true,
    })
    expect(works).toEqual(['host', 'relay'])
  })

  it('is not repeated where the stores differ', async () => {
    const { works, shop, lose, onFallback } = await twoPaths({ outcomes: { store: 'else' } }, named)
    const first = shop.request('pay', { id: 1 }, { key: 'order-1' })
    const lost = expect(first).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await lose()
    await lost
    await onFallback()
    await expect(shop.request('pay', { id: 1 }, { key: 'order-1' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    })
    expect(works).toEqual(['host'])
  })
})

describe('a request that was posted over HTTP and got no answer', () => {
  const refused = { code: 'OUTCOME_UNKNOWN', outcome: 'unknown', retryable: false }

  /** A relay and a host that comes later, which both count how often the work was done. */
  async function lateWorks(troubles: readonly Trouble[]) {
    const works: string[] = []
    const relay = await serve(() => ({ body: { paid: true } }))
    for (const trouble of troubles)
      relay.troubles.push(() => {
        works.push('relay')
        return typeof trouble === 'function' ? trouble() : trouble
      })
    // The fallback gives up after one attempt, so that the host is the next to be asked.
    const { host, shop, come } = lateHost({ url: relay.url, keys: true, retry: { retries: 0 } })
    host.onCustomEvent('pay', () => {
      works.push('host')
      return { paid: true }
    })
    const pay = (id: number): Promise<unknown> =>
      shop.request('pay', { id }, { key: `order-${id}` })
    return { works, relay, pay, come }
  }

  it('is not repeated at a host that comes later, where nobody knows what became of it', async () => {
    const { works, pay, come } = await lateWorks(['silence'])
    const lost = expect(pay(1)).rejects.toMatchObject({ outcome: 'unknown' })
    await vi.waitUntil(() => works.length > 0)
    await come()
    await lost
    await expect(pay(1)).rejects.toMatchObject(refused)
    expect(works).toEqual(['relay'])
    await expect(pay(2)).resolves.toEqual({ paid: true })
  })

  it.each<[string, readonly Trouble[]]>([
    ['the connection dropped', ['drop']],
    ['the server failed', [{ status: 500 }]],
    [
      'it was put off the second time',
      ['drop', { status: 429, headers: { 'Retry-After': '120' } }],
    ],
  ])('nor when it was over before the host came: %s', async (_, troubles) => {
    const { works, relay, pay, come } = await lateWorks(troubles)
    for (const _ of troubles) await expect(pay(1)).rejects.toMatchObject({ code: 'HTTP_ERROR' })
    expect(relay.requests).toHaveLength(troubles.length)
    await come()
    await expect(pay(1)).rejects.toMatchObject(refused)
    expect(works).not.toContain('host')
  })

  it('is done by the host when the server surely did nothing', async () => {
    const { works, pay, come } = await lateWorks([
      { status: 429, headers: { 'Retry-After': '120' } },
    ])
    await expect(pay(1)).rejects.toMatchObject({ outcome: 'none' })
    await come()
    await expect(pay(1)).resolves.toEqual({ paid: true })
    expect(works).toEqual(['relay', 'host'])
  })

  it('is known again when a repetition got an answer', async () => {
    const { works, pay, come } = await lateWorks(['drop'])
    await expect(pay(1)).rejects.toMatchObject({ outcome: 'unknown' })
    await expect(pay(1)).resolves.toEqual({ paid: true })
    await come()
    await expect(pay(1)).resolves.toEqual({ paid: true })
    expect(works).toEqual(['relay', 'host'])
  })
})

describe('a request that never left', () => {
  it('goes over HTTP', async () => {
    const works: string[] = []
    const relay = await serve(() => {
      works.push('relay')
      return { body: {} }
    })
    const shop = createMiniapp({
      appId: 'shop',
      connectors: [memoryConnector(() => {})],
      connectTimeout: 10,
      fallback: eventBridge({ url: relay.url, clientId: 'super-app' }),
    })
    onTestFinished(() => shop.close())
    await shop.request('pay', {}, { key: 'order-1' })
    expect(works).toEqual(['relay'])
  })
})

describe('what a host refuses', () => {
  it.each(['NOT_ALLOWED', 'INVALID_PAYLOAD'])('stays refused: %s', async (code) => {
    const relay = await serve(() => ({ body: {} }))
    const host = createHost({ name: 'Host', capabilities: [] })
    const app = host.adopt({ appId: 'shop' })
    const shop = createMiniapp({
      appId: 'shop',
      connectors: [memoryConnector((theirs) => app.accept(theirs, 'https://shop.example'))],
      fallback: eventBridge({ url: relay.url, clientId: 'super-app' }),
    })
    onTestFinished(() => {
      shop.close()
      host.close()
    })
    const payload = code === 'INVALID_PAYLOAD' ? new Date(0) : {}
    await expect(shop.request('pay', payload)).rejects.toMatchObject({ code })
    expect(relay.requests).toEqual([])
  })
})
