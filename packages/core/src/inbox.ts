import type { Handler, Handlers } from './handlers.js'

/** What comes in under a contract: checked in order, and kept for handlers that come late. */
export interface Inbox {
  /** Checks a payload and goes on with it, in order even where the check takes its time. */
  check(
    type: string,
    payload: unknown,
    next: (payload: unknown) => void,
    failed: (thrown: unknown) => void,
  ): void
  /** How many of its last events a late subscriber gets; undefined if the contract does not say. */
  late(type: string): number | undefined
  keep(type: string, payload: unknown): void
  /** The session ended, and what was said in it is over. */
  clear(): void
}

/**
 * @param check gives the payload as its schema gives it back, or a promise of it.
 * @param deliver gives one kept event to one new handler or observer.
 */
export function createInbox(
  entryOf: (type: string) => { readonly late?: 'none' | 'latest' | number } | undefined,
  check: (type: string, payload: unknown) => unknown,
  handlers: Handlers,
  deliver: (handler: Handler, payload: unknown) => void,
): Inbox {
  const kept = new Map<string, unknown[]>()
  /** Set while a schema takes its time: later messages wait, so that the order holds. */
  let checking: Promise<void> | undefined

  handlers.onAdded((type, { handler, isThere }) => {
    // Not inside the caller's own turn, in which it may still be setting itself up.
    for (const payload of kept.get(type) ?? [])
      queueMicrotask(() => {
        if (isThere()) deliver(handler, payload)
      })
  })

  function late(type: string): number | undefined {
    const said = entryOf(type)?.late
    return said === 'none' ? 0 : said === 'latest' ? 1 : said
  }

  return {
    check(type, payload, next, failed) {
      const step = (): Promise<void> | undefined => {
        try {
          const value = check(type, payload)
          if (value instanceof Promise) return value.then(next).catch(failed)
          next(value)
        } catch (thrown) {
          failed(thrown)
        }
        return
      }
      const running = checking ? checking.then(step) : step()
      if (!running) return
      const tail: Promise<void> = running.then(() => {
        if (checking === tail) checking = undefined
      })
      checking = tail
    },
    late,
    keep(type, payload) {
      const count = late(type)
      if (count) kept.set(type, [...(kept.get(type) ?? []), payload].slice(-count))
    },
    clear: () => kept.clear(),
  }
}
