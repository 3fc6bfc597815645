import { isBridgeError } from '@drawbridge/miniapp'
import type { CheckoutResult, Order, OrderRecord } from '../contract.js'
import type { Bridge } from './bridge.js'
import { itemsOf, orderOf } from './cart.js'
import { type OrderStore, withRecord } from './order-store.js'
import type { Recorder } from './recorder.js'
import type { Store } from './state.js'

export interface Checkout {
  /** Buys what is in the basket, or asks again for an order whose outcome is not known. */
  buy(): Promise<void>
  /** Shows the kept orders, and asks again for those that were not settled. */
  resume(): Promise<void>
  /** Ends the waiting; what the host did in the meantime counts. */
  stop(): void
}

/**
 * From Buy to a settled order, with the host asked as often as it takes and paid at most once.
 *
 * 1. The order is kept as pending before the host hears of it.
 * 2. The host is asked with the order's id as the key. A lost connection or a reload asks again, with the same key and
 *    payload, and gets the same answer.
 * 3. How it ended is kept before it is shown. A next attempt is a new order with a new id.
 * 4. A paid order is told to the server of the host app.
 *
 * Without a host there is nobody to ask: the order is kept as reserved, and told.
 */
export function createCheckout(
  bridge: Bridge,
  orders: OrderStore,
  store: Store,
  recorder: Recorder,
  timeout: number | undefined,
): Checkout {
  let waiting: AbortController | undefined

  async function keep(record: OrderRecord): Promise<void> {
    await orders.put(record)
    store.set({ orders: withRecord(store.state.orders, record) })
  }

  async function ask(order: Order): Promise<CheckoutResult> {
    const controller = new AbortController()
    waiting = controller
    for (;;) {
      try {
        const options = { key: order.id, timeout, signal: controller.signal }
        return await bridge.request('checkout_started', order, options)
      } catch (error) {
        if (!isBridgeError(error, 'DISCONNECTED') || !error.retryable) throw error
        await bridge.connected
      }
    }
  }

  /** What an error means for the order; undefined while nobody knows. */
  async function resultOf(error: unknown, order: Order): Promise<CheckoutResult | undefined> {
    if (!isBridgeError(error)) throw error
    const isStopped = error.code === 'CANCELLED'
    const nothingHappened: CheckoutResult = isStopped
      ? { status: 'cancelled' }
      : { status: 'failed', reason: reasonOf(error.code) }
    if (['TIMEOUT', 'NO_HOST', 'DISCONNECTED'].includes(error.code)) return
    if (error.outcome === 'none') return nothingHappened
    try {
      const result = await bridge.request('checkout_status', { order_id: order.id }, { timeout })
      return result.status === 'none' ? nothingHappened : result
    } catch {
      return
    }
  }

  async function settle(order: Order): Promise<void> {
    store.set({ checkout: { phase: 'asking', order }, notice: undefined })
    const result = await ask(order).catch((error: unknown) => resultOf(error, order))
    waiting = undefined
    if (!result)
      return store.set({ checkout: { phase: 'unsure', order }, notice: { kind: 'unsure' } })
    const record = recordOf(order, result)
    try {
      await keep(record)
    } catch {
      // It stays pending in the store, so the next start of the shop asks again and gets the same answer.
      return store.set({ checkout: { phase: 'unsure', order }, notice: { kind: 'unsure' } })
    }
    // First, so that the notice says at once that it is under way.
    void recorder.record(record)
    store.set({
      checkout: { phase: 'idle' },
      notice: { kind: 'settled', record },
      ...(record.status === 'confirmed' && { cart: {} }),
    })
    if (record.status !== 'confirmed') return
    await tellApp(record)
  }

  async function tellApp({ order, transaction_id }: OrderRecord): Promise<void> {
    const { id: order_id, amount, currency } = order
    const data = { order_id, transaction_id, amount, currency }
    await bridge.sendAppEvent('order_completed', data, { key: `order_completed:${order_id}` })
  }

  async function reserve(order: Order): Promise<void> {
    const { cart } = store.state
    const record: OrderRecord = { order, status: 'reserved', time: Date.now() }
    // At once, so that the second of two taps orders nothing.
    store.set({ cart: {} })
    try {
      await keep(record)
    } catch {
      return store.set({ cart, notice: { kind: 'not-kept' } })
    }
    const recorded = recorder.record(record)
    store.set({ notice: { kind: 'settled', record } })
    await recorded
  }

  async function buyCart(): Promise<void> {
    const { cart, locale, notice } = store.state
    const items = itemsOf(cart, locale)
    if (items.length === 0) {
      // The second of two taps does not hide what the first has come to.
      if (notice?.kind !== 'settled') store.set({ notice: { kind: 'empty-cart' } })
      return
    }
    const order = orderOf(items)
    if (store.state.isAlone) return reserve(order)
    // At once, so that the second of two taps finds the order under way.
    store.set({ checkout: { phase: 'asking', order }, notice: undefined })
    try {
      await keep({ order, status: 'pending', time: Date.now() })
    } catch {
      return store.set({ checkout: { phase: 'idle' }, notice: { kind: 'not-kept' } })
    }
    await settle(order)
  }

  return {
    async buy() {
      const { checkout, status } = store.state
      if (checkout.phase === 'asking') return
      if (status !== 'connected') return store.set({ notice: { kind: 'cannot-buy' } })
      await (checkout.phase === 'unsure' ? settle(checkout.order) : buyCart())
    },
    async resume() {
      try {
        store.set({ orders: await orders.list(), isListMissing: false })
      } catch {
        return store.set({ isListMissing: true })
      }
      for (const record of [...store.state.orders].reverse()) {
        if (store.state.status !== 'connected') return
        if (record.status !== 'pending') void recorder.record(record)
        // Only a host knows how it ended.
        else if (!store.state.isAlone && store.state.checkout.phase !== 'asking')
          await settle(record.order)
      }
    },
    stop: () => waiting?.abort(),
  }
}

function recordOf(order: Order, result: CheckoutResult): OrderRecord {
  const time = Date.now()
  if (result.status === 'cancelled') return { order, status: 'cancelled', time }
  if (result.status === 'failed') return { order, status: 'failed', reason: result.reason, time }
  return { order, status: 'confirmed', transaction_id: result.transaction_id, time: result.time }
}

function reasonOf(code: string): string {
  const isRefused = ['NO_HANDLER', 'NOT_ALLOWED', 'UNSUPPORTED'].includes(code)
  return isRefused ? 'not_supported' : 'host_error'
}
