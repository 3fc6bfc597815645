import * as v from 'valibot'
import { type CheckoutResult, checkoutResult, type Order, order } from '../../contract.js'
import { openTable } from './table.js'

const ledgerEntry = v.object({
  order,
  /** How often the handler was started for this order. */
  runs: v.number(),
  /** `Date.now()` milliseconds of the first start. */
  time: v.number(),
  result: v.optional(checkoutResult),
  /** How the last run ended that gave no result. */
  fault: v.optional(v.object({ kind: v.picklist(['threw', 'stopped']), text: v.string() })),
})

export type LedgerEntry = v.InferOutput<typeof ledgerEntry>

export interface Ledger {
  resultOf(orderId: string): Promise<CheckoutResult | undefined>
  began(order: Order): Promise<void>
  settled(order: Order, result: CheckoutResult): Promise<void>
  failed(order: Order, fault: NonNullable<LedgerEntry['fault']>): Promise<void>
  /** Gives the newest entries first: now, and after each change in any tab. */
  watch(listener: (entries: readonly LedgerEntry[]) => void): void
}

const MAX_SHOWN = 50

/**
 * The payments of this user, kept over reloads and shared by the tabs: what was settled once stays so.
 *
 * In IndexedDB, since what one tab writes to localStorage may reach another later than a lock does.
 */
export function createLedger(): Ledger {
  const table = openTable('quay-ledger')
  const otherTabs = new BroadcastChannel('quay:ledger')
  const listeners: ((entries: readonly LedgerEntry[]) => void)[] = []

  function read(value: unknown): LedgerEntry | undefined {
    const result = v.safeParse(ledgerEntry, value)
    return result.success ? result.output : undefined
  }

  async function tell(): Promise<void> {
    const entries = (await table.all()).flatMap((value) => read(value) ?? [])
    const newest = entries.sort((a, b) => b.time - a.time).slice(0, MAX_SHOWN)
    for (const listener of listeners) listener(newest)
  }

  async function change(changed: Order, how: (entry: LedgerEntry) => LedgerEntry): Promise<void> {
    await table.update(changed.id, (value) =>
      how(read(value) ?? { order: changed, runs: 0, time: Date.now() }),
    )
    otherTabs.postMessage('changed')
    await tell()
  }

  otherTabs.onmessage = () => void tell()
  return {
    resultOf: async (orderId) => read(await table.get(orderId))?.result,
    began: (started) =>
      change(started, (entry) => ({ ...entry, runs: entry.runs + 1, fault: undefined })),
    settled: (paid, result) => change(paid, (entry) => ({ ...entry, result })),
    failed: (unpaid, fault) => change(unpaid, (entry) => ({ ...entry, fault })),
    watch(listener) {
      listeners.push(listener)
      void tell()
    },
  }
}
