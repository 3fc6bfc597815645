import type { Locale } from '../common/locales.js'
import type { Order, OrderItem } from '../contract.js'
import { currency, products } from './catalog.js'

export type Cart = Readonly<Record<string, number>>

export function withQuantity(cart: Cart, productId: string, change: number): Cart {
  const quantity = Math.min(99, Math.max(0, (cart[productId] ?? 0) + change))
  return { ...cart, [productId]: quantity }
}

export function itemsOf(cart: Cart, locale: Locale): OrderItem[] {
  return products.flatMap(({ id, names, price }) => {
    const quantity = cart[id] ?? 0
    return quantity > 0 ? [{ product_id: id, name: names[locale], quantity, price }] : []
  })
}

export function amountOf(items: readonly OrderItem[]): number {
  return items.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
}

export function countOf(items: readonly OrderItem[]): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0)
}

/** A new order with an id of its own: the key under which the host takes it once. */
export function orderOf(items: OrderItem[]): Order {
  return { id: crypto.randomUUID(), items, amount: amountOf(items), currency }
}
