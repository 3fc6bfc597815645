import type { Delivery, PlatformStore, StoredOutcome } from './store.js'

export interface MemoryStoreOptions {
  /** How many deliveries are kept. @default 1_000 */
  readonly deliveries?: number
  /** How many outcomes, and how many claims. @default 100_000 */
  readonly outcomes?: number
  readonly now?: () => number
}

/** Keeps everything while the process lives: the default. */
export function memoryStore(options: MemoryStoreOptions = {}): PlatformStore {
  const { deliveries: most = 1_000, outcomes: mostOutcomes = 100_000, now = Date.now } = options
  const deliveries = new Map<string, Delivery>()
  const outcomes = new Map<string, { readonly outcome: StoredOutcome; readonly until: number }>()
  const claims = new Map<string, number>()

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
      outcomes.delete(scope)
      outcomes.set(scope, { outcome, until: now() + ttl })
      trim(outcomes, mostOutcomes)
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

/** The oldest go. */
function trim(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return
    map.delete(key)
  }
}
