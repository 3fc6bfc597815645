/** One event on its way to one receiver. */
export interface Delivery {
  readonly id: string
  /** `Date.now()` milliseconds. */
  readonly at: number
  readonly kind: 'to-host' | 'to-miniapp' | 'app-event'
  readonly event: string
  /** Who sent it: a miniapp, a host, or a user. */
  readonly from: string
  /** Who gets it: a host, a miniapp, or a flow. */
  readonly to: string
  /** The sender's idempotency key. */
  readonly key?: string
  /** JSON text, unless it is too long to keep. */
  readonly payload?: string
  readonly state: 'running' | 'delivered' | 'failed'
  /** Why it failed. */
  readonly code?: string
  readonly attempts: readonly DeliveryAttempt[]
}

export interface DeliveryAttempt {
  readonly at: number
  /** Milliseconds. */
  readonly duration: number
  /** Of the receiver's answer; absent when there was none. */
  readonly status?: number
  /** Why it counts as failed. */
  readonly problem?: string
}

/** What a request with a key came to. */
export interface StoredOutcome {
  /** Tells a repetition from another request: a hash. */
  readonly fingerprint: string
  readonly deliveryId: string
  /** The answer; absent when it failed, so that a repetition tries again. */
  readonly reply?: string
}

/**
 * Where the platform keeps what it has to remember. Each may take its time. What one throws before an event is delivered
 * fails the request; afterwards it is logged, since the work is done.
 */
export interface PlatformStore {
  /** Adds it, or replaces the one with the same id. */
  saveDelivery(delivery: Delivery): void | Promise<void>
  getDelivery(id: string): Delivery | undefined | Promise<Delivery | undefined>
  /** The newest first. */
  listDeliveries(limit: number): readonly Delivery[] | Promise<readonly Delivery[]>
  getOutcome(scope: string): StoredOutcome | undefined | Promise<StoredOutcome | undefined>
  setOutcome(scope: string, outcome: StoredOutcome, ttl: number): void | Promise<void>
  /** Whether nobody has claimed this name within the last `ttl` milliseconds; it is claimed now. */
  claim(name: string, ttl: number): boolean | Promise<boolean>
}
