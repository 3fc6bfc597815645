import 'fake-indexeddb/auto'
import { BridgeError, type Connector } from '@drawbridge/core'
import { type HostOutboxOptions, hostOutbox } from '@drawbridge/host/outbox'
import { createMiniapp, type Receipt } from '@drawbridge/miniapp'
import { type MiniappOutboxOptions, outbox, type SinkEvent } from '@drawbridge/miniapp/outbox'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFaults } from './faults.js'
import { type LinkedPair, type LinkedPairOptions, linkedPair } from './linked-pair.js'
import { memoryConnector } from './memory-connector.js'

let count = 0
const name = (): string => `joined-${++count}`

/** A sink that takes everything, and what it was given. */
function sinkOf(then: (event: SinkEvent) => unknown = () => ({})) {
  const sent: SinkEvent[] = []
  const sink = async (event: SinkEvent): Promise<unknown> => {
    sent.push(event)
    return then(event)
  }
  return { sent, sink }
}

function keeper(options: Partial<MiniappOutboxOptions> = {}) {
  return outbox({ name: name(), subject: 'ann', minDelay: 2, maxDelay: 4, ...options })
}

function pairOf(options: LinkedPairOptions): LinkedPair {
  const pair = linkedPair(options)
  onTestFinished(() => pair.close())
  return pair
}

/** Nothing in this realm has storage while `make` runs. */
function withoutStorage<T>(make: () => T): T {
  vi.stubGlobal('indexedDB', undefined)
  const made = make()
  vi.unstubAllGlobals()
  return made
}

const factsOf = async ({ key, durable, path, delivered }: Receipt) => ({
  key,
  durable,
  path,
  delivered: await delivered.catch(({ code }) => code),
})

describe('an outbox beside a host', () => {
  it('sends over the bridge where the host takes app events, and the receipt says so', async () => {
    const { sent, sink } = sinkOf()
    const appEvents = keeper({ sink })
    const { miniapp, host } = pairOf({ miniapp: { appEvents } })
    const heard: unknown[] = []
    host.onAppEvent((event, data, { key }) => void heard.push([event, data, key]))
    const receipt = await miniapp.sendAppEvent('viewed', { id: 1 }, { key: 'k' })
    expect(await factsOf(receipt)).toEqual({
      key: 'k',
      durable: true,
      path: 'outbox',
      delivered: { path: 'bridge', duplicate: false, durable: false, once: true },
    })
    expect(heard).toEqual([['viewed', { id: 1 }, 'k']])
    expect(sent).toEqual([])
  })

  it.each([
    ['does not grant them', { capabilities: ['other'] }, true],
    ['has no handler for them', {}, false],
  ])('sends to the sink where the host %s', async (_why, host, hasHandler) => {
    const { sent, sink } = sinkOf(() => ({ duplicate: true }))
    const appEvents = keeper({ sink, once: true, token: (subject) => `token of ${subject}` })
    const pair = pairOf({ miniapp: { appEvents }, host })
    if (hasHandler) pair.host.onAppEvent(() => {})
    const receipt = await pair.miniapp.sendAppEvent('viewed', { id: 1 }, { key: 'k' })
    expect((await factsOf(receipt)).delivered).toEqual({
      path: 'sink',
      duplicate: true,
      durable: true,
      once: true,
    })
    expect(sent).toEqual([
      {
        event: 'viewed',
        data: { id: 1 },
        key: 'k',
        subject: 'ann',
        token: 'token of ann',
        keepalive: true,
        signal: expect.any(AbortSignal),
      },
    ])
  })

  it('sends over the bridge from when it is granted', async () => {
    const { sent, sink } = sinkOf()
    const appEvents = keeper({ sink })
    const { miniapp, host, app } = pairOf({ miniapp: { appEvents }, host: { capabilities: [] } })
    host.onAppEvent(() => {})
    const before = await miniapp.sendAppEvent('viewed', 1)
    expect(await before.delivered).toMatchObject({ path: 'sink' })
    app.grant(['appEvent'])
    await vi.waitUntil(() => miniapp.supports('appEvent'))
    const after = await miniapp.sendAppEvent('viewed', 2)
    expect(await after.delivered).toMatchObject({ path: 'bridge' })
    expect(sent).toHaveLength(1)
  })

  it('without a sink, what waits for the grant is sent with it', async () => {
    const appEvents = keeper()
    const { miniapp, host, app } = pairOf({ miniapp: { appEvents }, host: { capabilities: [] } })
    host.onAppEvent(() => {})
    await miniapp.connected
    const { delivered } = await miniapp.sendAppEvent('viewed', 1)
    // When the store has answered twice, the round that found no way is over.
    for (let i = 0; i < 2; i++) expect((await appEvents.status()).events).toBe(1)
    app.grant(['appEvent'])
    expect(await delivered).toMatchObject({ path: 'bridge' })
  })

  it.each([
    ['NOT_ALLOWED', new BridgeError('NOT_ALLOWED', 'not this one')],
    ['HANDLER_FAILED', new Error('a fault')],
  ])(
    'makes a dead letter of what the host refuses, and goes no other way: %s',
    async (code, thrown) => {
      const { sent, sink } = sinkOf()
      const appEvents = keeper({ sink })
      const { miniapp, host } = pairOf({ miniapp: { appEvents } })
      host.onAppEvent(() => {
        throw thrown
      })
      const { delivered } = await miniapp.sendAppEvent('viewed', 1, { key: 'k' })
      await expect(delivered).rejects.toMatchObject({ code })
      expect(await appEvents.deadLetters()).toMatchObject([{ key: 'k', reason: { code } }])
      expect(sent).toEqual([])
    },
  )

  it('asks again with the same key where the host says that it may', async () => {
    const appEvents = keeper()
    const { miniapp, host } = pairOf({ miniapp: { appEvents } })
    const keys: string[] = []
    host.onAppEvent((_event, _data, { key }) => {
      keys.push(key)
      if (keys.length < 3) throw new BridgeError('QUEUE_FULL', 'no room', { retryable: true })
    })
    const { delivered } = await miniapp.sendAppEvent('viewed', 1, { key: 'k' })
    expect(await delivered).toMatchObject({ path: 'bridge' })
    expect(keys).toEqual(['k', 'k', 'k'])
  })

  it.each([
    ['does not go to the sink', undefined, 0],
    ['goes to the sink that keeps its outcomes in the same place', { store: 'orders' }, 1],
  ])('what was posted to a host that is gone %s', async (_what, outcomes, expected) => {
    const { sent, sink } = sinkOf()
    const appEvents = keeper({ sink, outcomes })
    let isThere = true
    const store = { durable: false, name: 'orders', get: () => undefined, set() {} }
    const pair = pairOf({ host: { outcomes: store } })
    const faults = createFaults()
    let posted = 0
    pair.host.onAppEvent(() => {
      posted++
      return new Promise(() => {})
    })
    const connector = memoryConnector(
      (theirs) => isThere && pair.app.accept(theirs, 'https://miniapp.test'),
      faults.wrap,
    )
    const miniapp = createMiniapp({
      appId: 'miniapp',
      connectors: [connector],
      appEvents,
      connectTimeout: 20,
    })
    onTestFinished(() => miniapp.close())
    await miniapp.sendAppEvent('viewed', 1, { key: 'k' })
    await vi.waitUntil(() => posted === 1)
    isThere = false
    faults.cut()
    // Another one, that was posted nowhere, may go: it stands in a stream of its own.
    const { delivered } = await miniapp.sendAppEvent('viewed', 2, { key: 'l', stream: 'other' })
    expect(await delivered).toMatchObject({ path: 'sink' })
    await vi.waitUntil(async () => (await appEvents.status()).events === 1 - expected)
    expect(sent).toHaveLength(expected + 1)
  })
})

describe('an outbox in a page without storage', () => {
  const hostOf = (options: Partial<HostOutboxOptions> = {}) => {
    const { sent, sink } = sinkOf()
    const box = hostOutbox({ name: name(), subject: 'ann', minDelay: 2, sink, ...options })
    onTestFinished(() => box.close())
    return { sent, box }
  }

  it('hands the event to the host, which keeps it in its own', async () => {
    let isUp = false
    const { sent, sink } = sinkOf(() => {
      if (!isUp) throw new BridgeError('HTTP_ERROR', 'down', { data: { status: 503 } })
    })
    const { box } = hostOf({ sink })
    const appEvents = withoutStorage(() => keeper())
    const { miniapp, host } = pairOf({ miniapp: { appEvents } })
    host.onAppEvent(box.take)
    const receipt = await miniapp.sendAppEvent('viewed', { id: 1 }, { key: 'k' })
    expect(await factsOf(receipt)).toEqual({
      key: 'k',
      durable: true,
      path: 'outbox',
      delivered: { path: 'bridge', duplicate: false, durable: true, once: true },
    })
    expect((await appEvents.status()).durable).toBe(false)
    expect((await box.status()).events).toBe(1)
    isUp = true
    await vi.waitUntil(async () => (await box.status()).events === 0)
    expect(sent.at(-1)).toMatchObject({
      appId: 'miniapp',
      event: 'viewed',
      data: { id: 1 },
      key: 'miniapp/https%3A%2F%2Fminiapp.test/k',
      subject: 'ann',
    })
  })

  it('says that nothing is durable where the host keeps nothing either', async () => {
    const appEvents = withoutStorage(() => keeper())
    const { miniapp, host } = pairOf({ miniapp: { appEvents } })
    host.onAppEvent(() => {})
    expect(await factsOf(await miniapp.sendAppEvent('viewed', 1))).toMatchObject({
      durable: false,
      delivered: { path: 'bridge', durable: false },
    })
  })

  it('says so where there is no host', async () => {
    const silent: Connector = {
      name: 'silent',
      isLikely: () => true,
      search: () => ({ retry() {}, stop() {} }),
    }
    const appEvents = withoutStorage(() => keeper())
    const options = { appId: 'shop', connectors: [silent], connectTimeout: 10, appEvents }
    const miniapp = createMiniapp(options)
    onTestFinished(() => miniapp.close())
    expect(await miniapp.sendAppEvent('viewed', 1)).toMatchObject({ durable: false })
    expect(() => createMiniapp({ ...options })).toThrow('outbox() serves one miniapp')
  })

  it('a host without storage acknowledges no sooner than the event has arrived', async () => {
    const order: string[] = []
    const sink = async (): Promise<void> => {
      // Many more turns than an acknowledgement needs.
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
      order.push('arrived')
    }
    const { box } = withoutStorage(() => hostOf({ sink }))
    const appEvents = keeper()
    const { miniapp, host } = pairOf({ miniapp: { appEvents } })
    host.onAppEvent(box.take)
    const { delivered } = await miniapp.sendAppEvent('viewed', 1)
    expect(await delivered).toMatchObject({ durable: false })
    order.push('acknowledged')
    expect(order).toEqual(['arrived', 'acknowledged'])
  })

  it('events of two miniapps with one key are two events', async () => {
    const { box, sent } = hostOf()
    for (const appId of ['one', 'two']) {
      const { miniapp, host } = pairOf({ miniapp: { appId, appEvents: keeper() } })
      host.onAppEvent(box.take)
      await (await miniapp.sendAppEvent('viewed', appId, { key: 'k' })).delivered
    }
    await vi.waitUntil(() => sent.length === 2)
    expect(new Set(sent.map(({ key }) => key)).size).toBe(2)
  })
})

describe('a token', () => {
  it('of another subject, who came while it was fetched, is not used', async () => {
    let user = 'ann'
    const { sent, sink } = sinkOf()
    const appEvents = keeper({
      sink,
      subject: () => user,
      // What it gives is Bob's by now.
      token: async () => `token of ${(user = 'bob')}`,
    })
    const { miniapp } = pairOf({ miniapp: { appEvents } })
    await miniapp.sendAppEvent('viewed', 'of ann', { key: 'a' })
    await vi.waitUntil(() => user === 'bob')
    const { delivered } = await miniapp.sendAppEvent('viewed', 'of bob', { key: 'b' })
    await delivered
    expect(sent).toMatchObject([{ key: 'b', subject: 'bob', token: 'token of bob' }])
    expect((await appEvents.status()).events).toBe(1)
  })
})
