import { type TapMessage, type Tapped, tap } from '@drawbridge/core'
import type { Received } from './fake-side.js'

/** One message of a recording: a {@link TapMessage} with its time from the beginning. */
export interface RecordedMessage
  extends Pick<TapMessage, 'direction' | 'kind' | 'method' | 'type' | 'id' | 'payload'> {
  /** Milliseconds since the recording began. */
  readonly at: number
}

/** What one side sent (`out`) and was sent (`in`), as JSON. */
export interface Recording {
  readonly drawbridge: 1
  readonly messages: readonly RecordedMessage[]
}

export interface Recorder {
  readonly messages: readonly RecordedMessage[]
  /** What came in, in the form that the matchers read. */
  readonly received: readonly Received[]
  stop(): void
  /** So that `JSON.stringify(recorder)` is a {@link Recording}. */
  toJSON(): Recording
}

/**
 * Records what a real side says and hears from now on. What the side's contract calls `sensitive` is not in it.
 *
 * @example
 * ```ts
 * const recorder = record(miniapp)
 * await miniapp.request('checkout_started', order)
 * await writeFile('checkout.json', JSON.stringify(recorder))
 * ```
 */
export function record(side: Tapped): Recorder {
  const messages: RecordedMessage[] = []
  const received: Received[] = []
  const began = performance.now()
  const stop = tap(side, ({ direction, kind, method, type, id, payload }) => {
    const at = Math.round(performance.now() - began)
    // Payloads belong to the program: what it does to them later is not what crossed.
    const copy: unknown = structuredClone(payload)
    messages.push({ at, direction, kind, method, type, id, payload: copy })
    if (direction === 'out') return
    const isReply = kind === 'reply' || kind === 'error'
    received.push({
      ...{ kind: isReply ? 'reply' : kind, method: isReply ? '' : method },
      ...{ type: type ?? '', payload: copy, key: undefined },
    })
  })
  return { messages, received, stop, toJSON: () => ({ drawbridge: 1, messages }) }
}
