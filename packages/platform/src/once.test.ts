import { createEventBridge } from '@drawbridge/http/event-bridge'
import { describe, expect, it } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import {
  asHost,
  fromHost,
  fromMiniapp,
  order,
  post,
  secrets,
  start,
  wholeConfig,
} from '../test/start.js'
import { memoryStore } from './index.js'

const keyed = (key = '"order-1"'): Record<string, string> => ({ 'Idempotency-Key': key })

function counting() {
  let count = 0
  return () => ({ body: { count: ++count } })
}

describe('a request with an Idempotency-Key', () => {
  it('is delivered once; repetitions get the same answer', async () => {
    const started = await start({ reply: counting() })
    const answers = [
      await fromMiniapp(started, order, keyed()),
      await fromMiniapp(started, order, keyed()),
      await fromMiniapp(started, order, keyed('order-1')),
    ]
    expect(answers.map(({ status, text }) => [status, text])).toEqual(
      Array(3).fill([200, '{"count":1}']),
    )
    expect(started.host.requests).toHaveLength(1)
    expect(started.host.requests[0]?.headers['idempotency-key']).toBe('"order-1"')
  })

  it('is delivered once when many come at the same time', async () => {
    const started = await start({ reply: counting() })
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fromMiniapp(started, order, keyed())),
    )
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"count":1}']))
    expect(started.host.requests).toHaveLength(1)
  })

  it('may name the members of its payload in another order', async () => {
    const started = await start({ reply: counting() })
    const reversed = Object.fromEntries(Object.entries(order.payload).reverse())
    await fromMiniapp(started, order, keyed())
    const again = await fromMiniapp(started, { ...order, payload: reversed }, keyed())
    expect(again.text).toBe('{"count":1}')
    expect(started.host.requests).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['payload', { ...order, payload: { order_id: 'another' } }],
    ['type', { ...order, event_type: 'another' }],
  ])('is refused with another %s, also while the first one runs', async (_, other) => {
    let answer = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      answer = resolve
    })
    let finish = (): void => {}
    const started = await start({
      reply: () =>
        new Promise((resolve) => {
          finish = () => resolve({ body: {} })
          answer()
        }),
    })
    const first = fromMiniapp(started, order, keyed())
    await arrived
    const refused = { status: 422, body: { error_code: 'KEY_REUSED' } }
    expect(await fromMiniapp(started, other, keyed())).toMatchObject(refused)
    finish()
    expect((await first).status).toBe(200)
    expect(await fromMiniapp(started, other, keyed())).toMatchObject(refused)
    expect(started.host.requests).toHaveLength(1)
  })

  it('that failed is tried again, as another attempt of the same delivery', async () => {
    const store = memoryStore()
    const started = await start({ store, reply: counting() })
    started.host.troubles.push({ status: 500 })
    expect((await fromMiniapp(started, order, keyed())).status).toBe(400)
    expect((await fromMiniapp(started, order, keyed())).text).toBe('{"count":1}')
    expect(await store.listDeliveries(9)).toMatchObject([
      {
        state: 'delivered',
        key: 'order-1',
        attempts: [{ status: 500, problem: expect.any(String) }, { status: 200 }],
      },
    ])
  })

  it('is answered when only its outcome cannot be stored, and the log says so', async () => {
    const broken = (): never => {
      throw new Error('disk is full')
    }
    const kept = memoryStore()
    let saves = 0
    const started = await start({
      store: {
        ...kept,
        setOutcome: broken,
        saveDelivery: (delivery) => (++saves === 2 ? broken() : kept.saveDelivery(delivery)),
      },
    })
    expect((await fromMiniapp(started, order, keyed())).status).toBe(200)
    const messages = started.logs.flatMap((entry) => ('message' in entry ? [entry.message] : []))
    expect(messages).toEqual(Array(2).fill('Error: disk is full'))
  })

  it('is remembered without its payload, of events and of app events', async () => {
    const store = memoryStore()
    const fingerprints: string[] = []
    const started = await start({
      store: {
        ...store,
        setOutcome(scope, outcome, ttl) {
          fingerprints.push(outcome.fingerprint)
          return store.setOutcome(scope, outcome, ttl)
        },
      },
    })
    const text = 'x'.repeat(100_000)
    await fromMiniapp(started, { ...order, payload: { text } }, keyed())
    const Authorization = `Bearer ${await started.platform.createToken('u1')}`
    const url = `${started.url}/plugins/appmixer/utils/appevents/events/x`
    await post(url, { text }, { Authorization, ...keyed() })
    expect(fingerprints.map(({ length }) => length)).toEqual([64, 64])
  })

  it('is not delivered when the store cannot tell whether it was', async () => {
    const started = await start({
      store: { ...memoryStore(), getOutcome: () => Promise.reject(new Error('no store')) },
    })
    expect(await fromMiniapp(started, order, keyed())).toMatchObject({
      status: 500,
      body: { error_code: 'HANDLER_FAILED' },
    })
    expect(started.host.requests).toEqual([])
  })

  it('belongs to its sender, its direction and its receiver', async () => {
    const started = await start({
      reply: counting(),
      config: (urls) => {
        const config = wholeConfig(urls)
        return {
          ...config,
          miniapps: [
            ...config.miniapps,
            { appId: 'cafe', secretKey: 's', allowedAddresses: ['127.0.0.1'] },
          ],
          partnerships: [...config.partnerships, { appId: 'cafe', clientId: 'super-app' }],
        }
      },
    })
    await fromMiniapp(started, order, keyed())
    await fromMiniapp(started, { ...order, app_id: 'cafe' }, keyed())
    await fromHost(started, order, { ...asHost, ...keyed() })
    expect([started.host.requests.length, started.miniapp.requests.length]).toEqual([2, 1])
  })

  it('is not answered to somebody who is not allowed to ask', async () => {
    const started = await start()
    await fromHost(started, order, { ...asHost, ...keyed() })
    expect(await fromHost(started, order, keyed())).toMatchObject({
      status: 400,
      body: { error_code: 'UNAUTHORIZED' },
    })
  })

  it('is forgotten after a day', async () => {
    const clock = testClock()
    const store = memoryStore({ now: clock.now })
    const started = await start({ store, clock, reply: counting() })
    await fromMiniapp(started, order, keyed())
    clock.time += 24 * 60 * 60_000 - 1
    await fromMiniapp(started, order, keyed())
    expect(started.host.requests).toHaveLength(1)
    clock.time += 2
    await fromMiniapp(started, order, keyed())
    expect(started.host.requests).toHaveLength(2)
  })

  it.each(['"a', 'a b', '"\u00e4"', `"${'x'.repeat(257)}"`])(
    'must be written as one: %j',
    async (key) => {
      const started = await start()
      expect(await fromMiniapp(started, order, keyed(key))).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_EVENT_DATA' },
      })
    },
  )

  it('makes a client that lost the answer safe to repeat', async () => {
    const started = await start({ reply: counting() })
    let isFirst = true
    const bridge = createEventBridge({
      baseUrl: started.url,
      from: 'miniapp',
      clock: testClock(),
      async fetch(url, init) {
        const response = await fetch(url, init)
        if (!isFirst) return response
        // The work is done and the answer is lost on its way.
        isFirst = false
        await response.body?.cancel()
        throw new TypeError('fetch failed')
      },
    })
    const event = { appId: 'shop', clientId: 'super-app', type: 'paid', payload: { id: 1 } }
    await expect(bridge.send(event, { key: 'pay-1' })).resolves.toEqual({ count: 1 })
    expect(started.host.requests).toHaveLength(1)
    expect(JSON.stringify(started.logs)).not.toContain(secrets.shop)
  })
})
