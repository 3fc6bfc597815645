import { commonEvents, defineContract } from '@drawbridge/core'
import * as v from 'valibot'

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
/** Money is in minor units: 4200 with EUR is 42.00 euros. */
const money = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const orderItem = v.object({
  product_id: name,
  name,
  quantity: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  price: money,
})

const items = v.pipe(v.array(orderItem), v.minLength(1), v.maxLength(50))
const currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))

const NOT_THE_SUM = 'amount must be the sum of the items'

function isSum(order: { items: v.InferOutput<typeof items>; amount: number }): boolean {
  const sum = order.items.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  return sum === order.amount
}

export const order = v.pipe(
  v.object({ id: name, items, amount: money, currency }),
  v.check((order) => isSum(order), NOT_THE_SUM),
)

const confirmed = v.object({
  status: v.literal('confirmed'),
  transaction_id: name,
  amount: money,
  currency: v.string(),
  /** `Date.now()` milliseconds. */
  time: v.number(),
})
const cancelled = v.object({ status: v.literal('cancelled') })
const failed = v.object({ status: v.literal('failed'), reason: v.string() })

/**
 * An order as the shop keeps it: pending before it asks, settled before it shows how it ended. Reserved is one without a
 * host: it is paid when it is collected.
 */
const orderRecord = v.object({
  order,
  status: v.picklist(['pending', 'confirmed', 'reserved', 'cancelled', 'failed']),
  /** Of the payment. */
  transaction_id: v.optional(name),
  /** The transaction under which the host app's server has saved the order. */
  recorded: v.optional(name),
  reason: v.optional(v.string()),
  time: v.number(),
})

export type Order = v.InferOutput<typeof order>
export type OrderItem = v.InferOutput<typeof orderItem>
export type OrderRecord = v.InferOutput<typeof orderRecord>
export type CheckoutResult = v.InferOutput<typeof checkoutResult>

/** What the host app's server hears of each order. */
export const orderCreated = v.pipe(
  v.object({
    order_id: name,
    /** Missing where nothing was paid. */
    payment_id: v.optional(name),
    items,
    amount: money,
    currency,
  }),
  v.check((order) => isSum(order), NOT_THE_SUM),
)
export type OrderCreated = v.InferOutput<typeof orderCreated>

/** What it answers: the order is saved, or will never be. */
export const orderAnswer = v.union([
  v.object({ transaction_id: name }),
  v.object({ error_code: name, error_message: v.optional(v.string()) }),
])

export const checkoutResult = v.variant('status', [confirmed, cancelled, failed])

/** Reads what a storage gave back; undefined for what is no order. */
export function readOrderRecord(text: string | null): OrderRecord | undefined {
  try {
    const result = v.safeParse(orderRecord, JSON.parse(text ?? ''))
    return result.success ? result.output : undefined
  } catch {
    return
  }
}

/** What the shop and its host say to each other: the common events, and four requests of their own. */
export const contract = defineContract({
  ...commonEvents.entries,
  checkout_started: {
    description: 'Asks the host to let the buyer confirm and pay an order',
    payload: order,
    reply: checkoutResult,
    example: {
      id: 'order-1',
      items: [{ product_id: 'mug', name: 'Harbour mug', quantity: 2, price: 2400 }],
      amount: 4800,
      currency: 'EUR',
    },
  },
  order_created: {
    description: 'Tells the server of the host app that there is an order, over HTTP',
    payload: orderCreated,
    reply: orderAnswer,
    example: {
      order_id: 'order-1',
      payment_id: 'QP-1A2B3C4D',
      items: [{ product_id: 'mug', name: 'Harbour mug', quantity: 2, price: 2400 }],
      amount: 4800,
      currency: 'EUR',
    },
  },
  checkout_status: {
    description: 'Asks how the payment of an order ended; waits for one that is under way',
    payload: v.object({ order_id: name }),
    reply: v.variant('status', [
      ...checkoutResult.options,
      v.object({ status: v.literal('none') }),
    ]),
    example: { order_id: 'order-1' },
  },
  transactions: {
    description: 'Keeps the orders of a miniapp that has no storage of its own',
    payload: v.variant('do', [
      v.object({ do: v.literal('list') }),
      v.object({ do: v.literal('put'), record: orderRecord }),
    ]),
    reply: v.array(orderRecord),
    example: { do: 'list' },
  },
})
