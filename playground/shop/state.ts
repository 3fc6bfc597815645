import type { Status } from '@drawbridge/miniapp'
import type { Locale } from '../common/locales.js'
import type { Order, OrderRecord } from '../contract.js'

type Checkout =
  | { readonly phase: 'idle' }
  /** The host was asked, or is about to be. */
  | { readonly phase: 'asking'; readonly order: Order }
  /** No answer came: the order is kept, and asking again with the same key is safe. */
  | { readonly phase: 'unsure'; readonly order: Order }

/** What the shop tells the buyer above the basket. */
export type Notice =
  | { readonly kind: 'settled'; readonly record: OrderRecord }
  | { readonly kind: 'unsure' | 'not-kept' | 'empty-cart' | 'cannot-buy' }

/**
 * What is being told to the server of the host app, or could not be: it did not answer, or it did and refused, so that
 * telling it again changes nothing.
 */
export type Recording = 'sending' | 'failed' | { readonly refusedAs: string }

export interface ShopState {
  readonly locale: Locale
  readonly view: 'shop' | 'orders'
  readonly status: Status
  /** Why there is no host. */
  readonly trouble: string | undefined
  /** There is no host, and orders go to its server alone. */
  readonly isAlone: boolean
  readonly hostName: string
  /** Pieces by product. */
  readonly cart: Readonly<Record<string, number>>
  readonly checkout: Checkout
  readonly notice: Notice | undefined
  readonly orders: readonly OrderRecord[]
  /** By order id. */
  readonly recording: Readonly<Record<string, Recording | undefined>>
  readonly isListMissing: boolean
}

export interface Store {
  readonly state: ShopState
  set(changed: Partial<ShopState>): void
  /** Calls at once, and after each change. */
  watch(listener: (state: ShopState) => void): void
}

export function createStore(initial: ShopState): Store {
  let state = initial
  const listeners: ((state: ShopState) => void)[] = []
  return {
    get state() {
      return state
    },
    set(changed) {
      state = { ...state, ...changed }
      for (const listener of listeners) listener(state)
    },
    watch(listener) {
      listeners.push(listener)
      listener(state)
    },
  }
}
