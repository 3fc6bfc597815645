import { canonicalJson } from '@drawbridge/core'
import type { PlatformStore, StoredOutcome } from './store.js'

interface Done {
  readonly deliveryId: string
  /** Absent when it failed: a repetition tries again. */
  readonly reply?: string
}

type OnceResult<T> =
  | { readonly kind: 'done'; readonly done: T }
  /** What an earlier request with this key came to. */
  | { readonly kind: 'repeated'; readonly reply: string; readonly deliveryId: string }
  /** The key belongs to another request. */
  | { readonly kind: 'reused' }

/** Work that is done once for each key: repetitions join it while it runs, and get its answer afterwards. */
export interface Once {
  /**
   * @param scope Names the sender and its key.
   * @param content Tells a repetition from another request, as JSON in which the order of members does not count.
   * @param work Gets the id of the delivery that failed before, if there was one.
   */
  run<T extends Done>(
    scope: string,
    content: unknown,
    work: (deliveryId: string | undefined) => Promise<T>,
  ): Promise<OnceResult<T>>
}

interface Running {
  readonly fingerprint: string
  readonly result: Promise<OnceResult<Done>>
}

/** @param onError Hears that an outcome could not be stored: a repetition would run again. */
export function createOnce(
  store: PlatformStore,
  ttl: number,
  onError: (error: unknown) => void,
): Once {
  const running = new Map<string, Running>()

  async function settle(
    scope: string,
    fingerprint: string,
    work: (deliveryId: string | undefined) => Promise<Done>,
  ): Promise<OnceResult<Done>> {
    const stored: StoredOutcome | undefined = await store.getOutcome(scope)
    if (stored && stored.fingerprint !== fingerprint) return { kind: 'reused' }
    if (stored?.reply !== undefined)
      return { kind: 'repeated', reply: stored.reply, deliveryId: stored.deliveryId }
    const done = await work(stored?.deliveryId)
    const { deliveryId, reply } = done
    const outcome = { fingerprint, deliveryId, ...(reply !== undefined && { reply }) }
    try {
      await store.setOutcome(scope, outcome, ttl)
    } catch (error) {
      onError(error)
    }
    return { kind: 'done', done }
  }

  return {
    async run(scope, content, work) {
      const fingerprint = await fingerprintOf(content)
      const known = running.get(scope)
      if (known) {
        if (known.fingerprint !== fingerprint) return { kind: 'reused' }
        return known.result as Promise<OnceResult<never>>
      }
      const result = settle(scope, fingerprint, work).finally(() => running.delete(scope))
      running.set(scope, { fingerprint, result })
      return result as Promise<OnceResult<never>>
    },
  }
}

/** A hash, since it is kept as long as the key: a sender must not choose how much that is. */
async function fingerprintOf(content: unknown): Promise<string> {
  const text = new TextEncoder().encode(canonicalJson(content))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
