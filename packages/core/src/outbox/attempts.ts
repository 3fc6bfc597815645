import { BridgeError } from '../errors.js'
import { type StoredEvent, sizeOf } from './store.js'

/** What may be under way with `keepalive` from one page; browsers refuse more than 64 KiB, envelopes included. */
const KEEPALIVE_BYTES = 60 * 1024

/** What became of an event that was delivered, as the path tells it. */
export interface Delivered {
  readonly [fact: string]: unknown
}

export interface Attempt {
  readonly signal: AbortSignal
  /** The request may outlive the page: pass it to `fetch`. */
  readonly keepalive: boolean
}

export type Deliver = (
  event: StoredEvent,
  path: string,
  attempt: Attempt,
) => Promise<Delivered | undefined>

export interface Attempts {
  make(event: StoredEvent, path: string): Promise<Delivered | undefined>
  /** Whether one is under way for this stream. */
  isBusy(stream: string): boolean
  abort(): void
}

/** Attempts with their time and their share of what may be sent with `keepalive`. */
export function createAttempts(deliver: Deliver, timeout: number): Attempts {
  const controllers = new Set<AbortController>()
  const busy = new Set<string>()
  let keepaliveBytes = 0

  return {
    async make(event, path) {
      const controller = new AbortController()
      const { signal } = controller
      const bytes = utf8Length(event.data) + sizeOf(event) - event.data.length
      const keepalive = keepaliveBytes + bytes <= KEEPALIVE_BYTES
      if (keepalive) keepaliveBytes += bytes
      controllers.add(controller)
      busy.add(event.stream)
      // One that never ends must not keep the others, and the other documents, from their turn.
      const aborted = new Promise<never>((_resolve, reject) => {
        // What the path says to that comes first: it knows whether anything was sent.
        signal.addEventListener('abort', () => setTimeout(reject, 0, signal.reason))
      })
      const timer = setTimeout(() => {
        const text = `"${event.event}" got no answer within ${timeout} ms. Raise timeout`
        controller.abort(new BridgeError('TIMEOUT', text, { outcome: 'unknown', retryable: true }))
      }, timeout)
      try {
        return await Promise.race([deliver(event, path, { signal, keepalive }), aborted])
      } finally {
        clearTimeout(timer)
        controllers.delete(controller)
        busy.delete(event.stream)
        if (keepalive) keepaliveBytes -= bytes
      }
    },
    isBusy: (stream) => busy.has(stream),
    abort() {
      for (const controller of controllers) controller.abort()
    },
  }
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
