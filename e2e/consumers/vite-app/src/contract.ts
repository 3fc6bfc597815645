import { defineContract, type } from '@drawbridge/core'

export interface Order {
  id: string
  amount: number
}

export const contract = defineContract({
  checkout_started: { payload: type<Order>(), reply: type<{ transaction: string }>() },
  theme_changed: { payload: type<{ theme: string }>() },
})
