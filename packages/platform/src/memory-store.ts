import type { Delivery, PlatformStore, StoredOutcome } from './store.js'

export interface MemoryStoreOptions {
  /** How many deliveries are kept. @default 1_000 */
  readonly deliveries?: number
  /** How many outcomes, and how many claims. @default 100_000 */
  readonly outcomes?: number
  /** What the answers among the outcomes may take, in bytes: two for each character. @default 100_000_000 */
  readonly outcomeBytes?: number
  readonly now?: () => number
}

/** Keeps everything while the process lives: the default. */
export function memoryStore(options: MemoryStoreOptions = {}): PlatformStore {
  const { deliveries: most = 1_000, outcomes: mostOutcomes = 100_000, now = Date.now } = options
  const { outcomeBytes: mostBytes = 100_000_000 } = options
  const deliveries = new Map<string, Delivery>()
  const outcomes = new Map<string, { readonly outcome: StoredOutcome; readonly until: number }>()
  const claims = new Map<string, number>()
  let bytes = 0

  function forget(scope: string): void {
    const kept = outcomes.get(scope)
    if (kept && outcomes.delete(scope)) bytes -= sizeOf(kept.outcome)
  }

  return {
    saveDelivery(delivery) {
      deliveries.set(delivery.id, delivery)
      trim(deliveries, most)
    },
    getDelivery: (id) => deliveries.get(id),
    listDeliveries: (limit) => [...deliveries.values()].slice(-limit).reverse(),
    getOutcome(scope) {
      const kept = outcomes.get(scope)
      return kept && kept.until > now() ? kept.outcome : undefined
    },
    setOutcome(scope, outcome, ttl) {
      forget(scope)
      outcomes.set(scope, { outcome, until: now() + ttl })
      bytes += sizeOf(outcome)
      for (const oldest of outcomes.keys()) {
        if (outcomes.size <= mostOutcomes && bytes <= mostBytes) return
        forget(oldest)
      }
    },
    claim(name, ttl) {
      if ((claims.get(name) ?? 0) > now()) return false
      claims.delete(name)
      claims.set(name, now() + ttl)
      trim(claims, mostOutcomes)
      return true
    },
  }
}

function sizeOf({ reply = '' }: StoredOutcome): number {
  return 2 * reply.length
}

/** The oldest go. */
function trim(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return
    map.delete(key)
  }
}
