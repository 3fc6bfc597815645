import { BridgeError } from './errors.js'
import type { Limits } from './limits.js'
import type { Link } from './link.js'
import {
  encodeError,
  encodeNotification,
  encodeReply,
  type Feature,
  type Id,
  type Params,
  readMeta,
} from './messages.js'

const DEFAULT_BUDGET_MS = 10 * 60_000
const DEFAULT_SILENCE_MS = 15_000
const SILENCE_MS_MIN = 300
const ALIVE_MS = 1_000

/** The other side, as far as answers to it are concerned. */
export interface Asker {
  readonly link: Link
  readonly limits: Limits
  has(feature: Feature): boolean
}

/** A request of the other side that has no answer yet. */
export interface Held {
  readonly type: string
  readonly key: string | undefined
  /** Aborts with a `BridgeError`: `CANCELLED`, `DISCONNECTED`, or `HANDLER_FAILED` for the budget. */
  readonly signal: AbortSignal
}

interface Entry extends Held {
  readonly silence: number
  readonly controller: AbortController
  readonly budget: number
  /** `performance.now()` milliseconds at which the budget is used up. */
  readonly until: number
}

export interface HeldRequests {
  attach(asker: Asker): void
  /** Aborts all with `error`; they can be answered no more. */
  detach(error: BridgeError): void
  /** Takes a request in, or answers it at once with the reason why not. */
  hold(
    id: Id,
    type: string,
    params: Params,
    options?: { readonly budget?: number | undefined; readonly pastWindow?: boolean },
  ): Held | undefined
  has(id: Id): boolean
  /** Whether the window is used up. */
  isFull(): boolean
  get(id: Id): Held | undefined
  /** `result` is JSON text. Does nothing for a request that is no longer held. */
  reply(id: Id, result: string): void
  refuse(id: Id, error: BridgeError): void
  progress(id: Id, value: string): void
  /** Lets go of a request without an answer. */
  cancel(id: Id): void
}

/**
 * The requests that one side holds. While there are any it says so with one `$/alive` for all of them,
 * unless it has something else to say, and it ends those whose budget is used up.
 */
export function createHeldRequests(
  limits: Limits,
  onError: (error: BridgeError) => void,
): HeldRequests {
  const held = new Map<Id, Entry>()
  let asker: Asker | undefined
  let highestId = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let period = 0

  function refuse(id: Id, error: BridgeError): void {
    held.delete(id)
    asker?.link.send({ text: encodeError(id, error) })
  }

  function isFull(): boolean {
    return held.size >= limits.inFlight
  }

  function watchWithin(ms: number): void {
    if (timer !== undefined && ms >= period) return
    clearTimeout(timer)
    period = ms
    timer = setTimeout(watch, ms)
  }

  function watch(): void {
    timer = undefined
    const now = performance.now()
    let next = ALIVE_MS
    for (const [id, { until, budget, type, silence, controller }] of held) {
      next = Math.min(next, silence / 3, budget / 2)
      if (now < until) continue
      const text = `The handler of "${type}" took longer than its budget of ${budget} ms`
      const error = new BridgeError('HANDLER_FAILED', text, { outcome: 'unknown' })
      refuse(id, error)
      controller.abort(error)
    }
    if (!asker || held.size === 0) return
    if (asker.has('alive') && now - asker.link.sentAt >= next * 0.9)
      asker.link.send({ text: encodeNotification('$/alive', '{}') })
    watchWithin(next)
  }

  return {
    attach(next) {
      asker = next
      highestId = 0
    },
    detach(error) {
      asker = undefined
      clearTimeout(timer)
      timer = undefined
      const entries = [...held.values()]
      held.clear()
      for (const { controller } of entries) controller.abort(error)
    },
    hold(id, type, params, { budget = DEFAULT_BUDGET_MS, pastWindow = false } = {}) {
      if (typeof id === 'number' ? id <= highestId : held.has(id)) {
        const text = `A request of type "${type}" came with the id ${id}, which was used before`
        onError(new BridgeError('INVALID_MESSAGE', text))
        return
      }
      if (typeof id === 'number') highestId = id
      if (!pastWindow && isFull()) {
        const text = `${held.size} requests are unanswered. Send "${type}" when some of them have ended`
        refuse(id, new BridgeError('RATE_LIMITED', text, { retryable: true }))
        return
      }
      const { key, silence = DEFAULT_SILENCE_MS } = readMeta(params)
      const controller = new AbortController()
      const entry: Entry = {
        type,
        key,
        signal: controller.signal,
        controller,
        silence: Math.max(silence, SILENCE_MS_MIN),
        budget,
        until: performance.now() + budget,
      }
      held.set(id, entry)
      watchWithin(Math.min(ALIVE_MS, entry.silence / 3, budget / 2))
      return entry
    },
    has: (id) => held.has(id),
    isFull,
    get: (id) => held.get(id),
    reply(id, result) {
      if (!asker || !held.delete(id)) return
      const max = asker.limits.messageBytes
      if (result.length <= max) return asker.link.send({ text: encodeReply(id, result) })
      const text = `The reply has ${result.length} characters of JSON, at most ${max}`
      refuse(id, new BridgeError('TOO_LARGE', text, { outcome: 'unknown' }))
    },
    refuse,
    progress(id, value) {
      if (!asker?.has('progress') || !held.has(id)) return
      const params = `{"id":${JSON.stringify(id)},"value":${value}}`
      asker.link.send({ text: encodeNotification('$/progress', params) })
    },
    cancel(id) {
      const entry = held.get(id)
      if (!entry) return
      held.delete(id)
      const text = `"${entry.type}" was cancelled by the caller`
      entry.controller.abort(new BridgeError('CANCELLED', text))
    },
  }
}
