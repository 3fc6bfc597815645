import { BridgeError, CANCELLED } from './errors.js'
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

/** A request of the other side, until it is answered, cancelled, or its session has ended. */
export interface Held {
  readonly type: string
  readonly key: string | undefined
  /** Aborts with a `BridgeError`: `CANCELLED`, `DISCONNECTED`, or `HANDLER_FAILED` for the budget. */
  readonly signal: AbortSignal
  isOpen(): boolean
  /** `result` is JSON text. This and what follows does nothing for a request that is no longer open. */
  reply(result: string): void
  refuse(error: BridgeError): void
  /** `value` is JSON text. */
  progress(value: string): void
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
  /** Whether the window is used up. */
  isFull(): boolean
  refuse(id: Id, error: BridgeError): void
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

  function send(text: string): void {
    asker?.link.send({ text })
  }

  function refuse(id: Id, error: BridgeError): void {
    send(encodeError(id, error))
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
    for (const { until, budget, type, silence, controller, refuse: end } of held.values()) {
      next = Math.min(next, silence / 3, budget / 2)
      if (now < until) continue
      const text = `The handler of "${type}" took over ${budget} ms, its budget`
      const error = new BridgeError('HANDLER_FAILED', text, { outcome: 'unknown' })
      end(error)
      controller.abort(error)
    }
    if (!asker || held.size === 0) return
    if (asker.has('alive') && now - asker.link.sentAt >= next * 0.9)
      send(encodeNotification('$/alive', '{}'))
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
      const isNumber = typeof id === 'number'
      if (isNumber ? id <= highestId : held.has(id)) {
        const text = `A request "${type}" came with the id ${id}, which was used before`
        onError(new BridgeError('INVALID_MESSAGE', text))
        return
      }
      if (isNumber) highestId = id
      if (!pastWindow && isFull()) {
        const text = `${held.size} requests are unanswered. Send "${type}" when some have ended`
        refuse(id, new BridgeError('RATE_LIMITED', text, { retryable: true }))
        return
      }
      const { key, silence = DEFAULT_SILENCE_MS } = readMeta(params)
      const controller = new AbortController()
      const isOpen = (): boolean => held.get(id) === entry
      const end = (text: string, what: string): void => {
        if (!isOpen()) return
        held.delete(id)
        const max = (asker?.limits ?? limits).messageBytes
        if (text.length <= max) return send(text)
        const why = `The ${what} has ${text.length} characters of JSON, at most ${max}`
        refuse(id, new BridgeError('TOO_LARGE', why, { outcome: 'unknown' }))
      }
      const entry: Entry = {
        type,
        key,
        signal: controller.signal,
        controller,
        silence: Math.max(silence, SILENCE_MS_MIN),
        budget,
        until: performance.now() + budget,
        isOpen,
        reply: (result) => end(encodeReply(id, result), 'reply'),
        refuse: (error) => end(encodeError(id, error), 'error'),
        progress(value) {
          if (isOpen() && asker?.has('progress'))
            send(encodeNotification('$/progress', `{"id":${JSON.stringify(id)},"value":${value}}`))
        },
      }
      held.set(id, entry)
      watchWithin(Math.min(ALIVE_MS, entry.silence / 3, budget / 2))
      return entry
    },
    isFull,
    refuse,
    cancel(id) {
      const entry = held.get(id)
      held.delete(id)
      const text = `"${entry?.type}" ${CANCELLED}`
      entry?.controller.abort(new BridgeError('CANCELLED', text))
    },
  }
}
