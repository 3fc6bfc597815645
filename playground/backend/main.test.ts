import { createServer } from 'node:http'
import { createEventBridge, type EventBridge } from '@drawbridge/http/event-bridge'
import { expect, it, onTestFinished } from 'vitest'
import type { OrderCreated } from '../contract.js'
import { identity } from '../identity.js'
import { closeServer, listen } from '../listening.mjs'
import { type Backend, startBackend } from './main.js'

const order: OrderCreated = {
  order_id: 'order-1',
  payment_id: 'QP-1',
  items: [{ product_id: 'mug', name: 'Harbour mug', quantity: 2, price: 2400 }],
  amount: 4800,
  currency: 'EUR',
}
const ORIGIN = 'http://shop.localhost'

interface Open extends Backend {
  /** What the shop's page does, as a page of this origin. */
  tell(payload: object, key?: string): Promise<unknown>
  /** The deliveries page as text. */
  page(path?: string): Promise<string>
}

async function open(origin = ORIGIN): Promise<Open> {
  const backend = await startBackend({ shopOrigins: [ORIGIN] })
  onTestFinished(() => backend.close())
  const shop = createServer(backend.relay)
  const port = await listen(shop)
  onTestFinished(() => closeServer(shop))
  const bridge: EventBridge = createEventBridge({
    url: `http://127.0.0.1:${port}/events`,
    headers: () => ({ Origin: origin }),
    // What a repetition does is what some of these tests look at: they make it themselves.
    retry: { retries: 0 },
  })
  return {
    ...backend,
    tell: (payload, key) => bridge.send({ ...identity, type: 'order_created', payload }, { key }),
    async page(path = backend.deliveriesUrl) {
      const response = await fetch(new URL(path, backend.deliveriesUrl))
      return response.text()
    },
  }
}

it('an order crosses the platform, is saved by the host app’s server, and answered', async () => {
  const { tell, host, page } = await open()
  const reply = await tell(order, order.order_id)
  expect(host.transactions()).toEqual([{ id: expect.stringMatching(/^t_[0-9a-f]{8}$/), order }])
  expect(reply).toEqual({ transaction_id: host.transactions()[0]?.id })
  const list = await page()
  expect(list).toContain('order_created')
  const details = await page(/href="(\/deliveries\/[^".]+)"/.exec(list)?.[1])
  expect(details).toContain('Delivered')
  expect(details).toContain('order-1')
  expect(details).toContain('QP-1')
})

it('an order that is told again is saved once, whether the platform knows the key or not', async () => {
  const { tell, host } = await open()
  const first = await tell(order, 'order-1')
  expect(await tell(order, 'order-1')).toEqual(first)
  expect(await tell(order)).toEqual(first)
  expect(await Promise.all([tell(order, 'k1'), tell(order, 'k2')])).toEqual([first, first])
  expect(host.transactions()).toHaveLength(1)
})

it('the id of another order is refused, and the first stays as it is', async () => {
  const { tell, host } = await open()
  await tell(order)
  expect(await tell({ ...order, currency: 'USD' })).toMatchObject({ error_code: 'KEY_REUSED' })
  expect(host.transactions()).toMatchObject([{ order }])
})

it.each([
  ['payload: amount must be', { amount: 1 }],
  ['items.0.quantity: ', { items: [{ ...order.items[0], quantity: 0 }] }],
  ['order_id: ', { order_id: undefined }],
])('a wrong order is refused with the field, and not saved: %s', async (message, wrong) => {
  const { tell, host } = await open()
  expect(await tell({ ...order, ...wrong })).toEqual({
    error_code: 'INVALID_EVENT_DATA',
    error_message: expect.stringContaining(message),
  })
  expect(host.transactions()).toEqual([])
})

it('what is told while the server of the host app is away can be told again, and keeps what was saved', async () => {
  const { tell, host } = await open()
  await tell(order, 'order-1')
  await Promise.all([host.stop(), host.stop()])
  expect(host.isUp).toBe(false)
  const second = { ...order, order_id: 'order-2' }
  await expect(tell(second, 'order-2')).rejects.toMatchObject({
    code: 'EVENT_DELIVERY_FAILED',
    retryable: true,
  })
  await Promise.all([host.start(), host.start()])
  expect(host.isUp).toBe(true)
  await tell(second, 'order-2')
  expect(host.transactions().map((transaction) => transaction.order.order_id)).toEqual([
    'order-1',
    'order-2',
  ])
})

it('a page that is not the shop’s is refused', async () => {
  const { tell, host } = await open('https://stranger.example')
  await expect(tell(order)).rejects.toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' })
  expect(host.transactions()).toEqual([])
})

it('nobody delivers to the server of the host app without its secret', async () => {
  const { host } = await open()
  const response = await fetch(host.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${btoa('quay:guess')}` },
    body: JSON.stringify({
      app_id: identity.appId,
      client_id: identity.clientId,
      event_type: 'order_created',
      payload: order,
    }),
  })
  expect(response.status).toBe(401)
  expect(host.transactions()).toEqual([])
})
