import type { CheckoutResult, Order } from '../../contract.js'
import type { Scenario } from '../settings.js'
import type { Sheet } from '../sheet/sheet.js'
import { exclusive } from './exclusive.js'
import type { Ledger } from './ledger.js'

export interface PaymentOptions {
  readonly ledger: Ledger
  readonly sheet: Sheet
  readonly scenario: () => Scenario
  readonly bankMs: number
}

export interface Payments {
  /** Lets the buyer decide and pays: the handler of `checkout_started`. */
  checkout(order: Order, from: string, signal: AbortSignal): Promise<CheckoutResult>
  /** How an order ended; waits while it is being paid. */
  status(orderId: string): Promise<CheckoutResult | { status: 'none' }>
}

export function createPayments({ ledger, sheet, scenario, bankMs }: PaymentOptions): Payments {
  const lockOf = (orderId: string): string => `quay:order:${orderId}`

  async function decide(order: Order, from: string, signal: AbortSignal): Promise<CheckoutResult> {
    if ((await sheet.ask(order, from, signal)) === 'cancel') return { status: 'cancelled' }
    try {
      if (scenario() === 'slow') await wait(bankMs)
      if (scenario() === 'declined') return { status: 'failed', reason: 'card_declined' }
      const { amount, currency } = order
      return {
        status: 'confirmed',
        transaction_id: newTransactionId(),
        amount,
        currency,
        time: Date.now(),
      }
    } finally {
      sheet.close()
    }
  }

  async function pay(order: Order, from: string, signal: AbortSignal): Promise<CheckoutResult> {
    const known = await ledger.resultOf(order.id)
    if (known) return known
    if (scenario() === 'throws') throw new Error('The payment service is on fire')
    if (scenario() === 'silent') await aborted(signal)
    const result = await decide(order, from, signal)
    await ledger.settled(order, result)
    return result
  }

  return {
    async checkout(order, from, signal) {
      await ledger.began(order)
      try {
        return await exclusive(lockOf(order.id), () => pay(order, from, signal), signal)
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        await ledger.failed(order, { kind: signal.aborted ? 'stopped' : 'threw', text })
        throw error
      }
    },
    status: (orderId) =>
      exclusive(
        lockOf(orderId),
        async () => (await ledger.resultOf(orderId)) ?? { status: 'none' },
      ),
  }
}

function newTransactionId(): string {
  return `QP-${crypto.randomUUID().slice(0, 8).toUpperCase()}`
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Rejects with the reason once the asker has given up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
