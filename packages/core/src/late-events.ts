import type { Contract } from './contract.js'
import { entryOf } from './contract.js'
import type { Handler, Handlers } from './handlers.js'

/** Events that are kept for handlers and observers that come after them. */
export interface LateEvents {
  /** Whether the contract says what late subscribers get; such an event waits for nobody. */
  decides(type: string): boolean
  keep(type: string, payload: unknown): void
  /** The session ended, and what was said in it is over. */
  clear(): void
}

/** @param deliver gives one kept event to one new handler or observer. */
export function createLateEvents(
  contract: Contract | undefined,
  handlers: Handlers,
  deliver: (handler: Handler, type: string, payload: unknown) => void,
): LateEvents {
  const kept = new Map<string, unknown[]>()

  handlers.onAdded((type, { handler, isThere }) => {
    const payloads = [...(kept.get(type) ?? [])]
    // Not inside the caller's own turn, in which it may still be setting itself up.
    for (const payload of payloads)
      queueMicrotask(() => {
        if (isThere()) deliver(handler, type, payload)
      })
  })

  return {
    decides: (type) => entryOf(contract, type)?.late !== undefined,
    keep(type, payload) {
      const late = entryOf(contract, type)?.late
      if (late === undefined || late === 'none') return
      const payloads = kept.get(type) ?? []
      kept.set(type, [...payloads, payload].slice(late === 'latest' ? -1 : -late))
    },
    clear: () => kept.clear(),
  }
}
