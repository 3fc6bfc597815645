import { createId } from '../id.js'
import type { OutboxStore } from './store.js'

/** How often a lease is asked for that another document has. */
const ASK_AGAIN_MS = 250

/** Lets one document at a time send, of all that share a store. */
export interface Turns {
  /**
   * Runs `work` when no other document runs one of this name.
   *
   * @param work is given a function that says whether the turn is still this document's.
   * @returns milliseconds after which to ask again, when it was not run.
   */
  take(
    name: string,
    work: (isStillMine: () => Promise<boolean>) => Promise<void>,
  ): Promise<number | undefined>
  close(): void
}

/**
 * Web Locks, which the browser frees when a page dies; where there are none, a lease in the store.
 *
 * @param leaseMs A lease that nobody renews is free after so long. Longer than the longest attempt.
 */
export function createTurns(database: string, store: OutboxStore, leaseMs: number): Turns {
  const controller = new AbortController()
  const owner = createId()
  const { locks } = (globalThis.navigator ?? {}) as { locks?: LockManager }

  async function lease(
    name: string,
    work: (isStillMine: () => Promise<boolean>) => Promise<void>,
  ): Promise<number | undefined> {
    const renew = (ms: number): Promise<boolean> => {
      const now = Date.now()
      return store.lease(name, owner, now, now + ms)
    }
    if (!(await renew(leaseMs))) return ASK_AGAIN_MS
    try {
      await work(() => renew(leaseMs))
    } finally {
      await renew(0)
    }
    return
  }

  return {
    async take(name, work) {
      if (!store.durable || !locks) return lease(name, work)
      const { signal } = controller
      await locks.request(`${database}:${name}`, { signal }, () => work(async () => true))
      return
    },
    close: () => controller.abort(),
  }
}
