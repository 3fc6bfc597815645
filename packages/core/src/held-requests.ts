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
  readonly id: Id
  readonly type: string
  readonly key: string | undefined
  readonly silence: number
  readonly budget: number
  /** `performance.now()` milliseconds at which the budget is used up. */
  readonly until: number
  /** Made when it is asked for: most handlers never look at their signal, the dearest part of a request. */
  controller: AbortController | undefined
  /** Why it was aborted. */
  reason: BridgeError | undefined
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
  isOpen(request: Held): boolean
  /** Answers with JSON text. This and what follows does nothing for a request that is no longer open. */
  reply(request: Held, result: string): void
  refuse(request: Held, error: BridgeError): void
  /** `value` is JSON text. */
  progress(request: Held, value: string): void
  /** Whether the window is used up. */
  isFull(): boolean
  /** Answers a request that was never held. */
  turnAway(id: Id, error: BridgeError): void
  /** Lets go of a request without an answer. */
  cancel(id: Id): void
}

/** Aborts with a `BridgeError`: `CANCELLED`, `DISCONNECTED`, or `HANDLER_FAILED` for the budget. */
export function signalOf(request: Held): AbortSignal {
  if (!request.controller) {
    request.controller = new AbortController()
    if (request.reason) request.controller.abort(request.reason)
  }
  return request.controller.signal
}

function abort(request: Held, reason: BridgeError): void {
  request.reason = reason
  request.controller?.abort(reason)
}

/**
 * The requests that one side holds. While there are any it says so with one `$/alive` for all of them,
 * unless it has something else to say, and it ends those whose budget is used up.
 */
export function createHeldRequests(
  limits: Limits,
  onMisuse: (error: BridgeError) => void,
): HeldRequests {
  const held = new Map<Id, Held>()
  let asker: Asker | undefined
  let highestId = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let period = 0

  function sendAnswer(text: string): void {
    asker?.link.send({ text, isAnswer: true })
  }

  function turnAway(id: Id, error: BridgeError): void {
    sendAnswer(encodeError(id, error))
  }

  function isOpen(request: Held): boolean {
    return held.get(request.id) === request
  }

  function answer(request: Held, text: string, what: string): void {
    if (!isOpen(request)) return
    held.delete(request.id)
    const max = (asker?.limits ?? limits).messageBytes
    if (text.length <= max) return sendAnswer(text)
    const why = `The ${what} has ${text.length} characters of JSON, at most ${max}`
    turnAway(request.id, new BridgeError('TOO_LARGE', why, { outcome: 'unknown' }))
  }

  function refuse(request: Held, error: BridgeError): void {
    answer(request, encodeError(request.id, error), 'error')
  }

  /** What is answered in the turn in which it came counts until the answer has left: a packet may hold thousands. */
  function isFull(): boolean {
    return held.size + (asker?.link.answersWaiting ?? 0) >= limits.inFlight
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
    for (const request of held.values()) {
      const { until, budget, type, silence } = request
      next = Math.min(next, silence / 3, budget / 2)
      if (now < until) continue
      const text = `The handler of "${type}" took over ${budget} ms, its budget`
      const error = new BridgeError('HANDLER_FAILED', text, { outcome: 'unknown' })
      refuse(request, error)
      abort(request, error)
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
      const requests = [...held.values()]
      held.clear()
      for (const request of requests) abort(request, error)
    },
    hold(id, type, params, { budget = DEFAULT_BUDGET_MS, pastWindow = false } = {}) {
      const isNumber = typeof id === 'number'
      if (isNumber ? id <= highestId : held.has(id)) {
        const text = `A request "${type}" came with the id ${id}, which was used before`
        onMisuse(new BridgeError('INVALID_MESSAGE', text))
        return
      }
      if (isNumber) highestId = id
      if (!pastWindow && isFull()) {
        const text = `${limits.inFlight} requests are unanswered. Send "${type}" when some have ended`
        turnAway(id, new BridgeError('RATE_LIMITED', text, { retryable: true }))
        return
      }
      const meta = readMeta(params)
      const silence = Math.max(meta.silence ?? DEFAULT_SILENCE_MS, SILENCE_MS_MIN)
      const request: Held = {
        id,
        type,
        key: meta.key,
        silence,
        budget,
        until: performance.now() + budget,
        controller: undefined,
        reason: undefined,
      }
      held.set(id, request)
      watchWithin(Math.min(ALIVE_MS, silence / 3, budget / 2))
      return request
    },
    isOpen,
    reply: (request, result) => answer(request, encodeReply(request.id, result), 'reply'),
    refuse,
    progress(request, value) {
      if (!isOpen(request) || !asker?.has('progress')) return
      const params = `{"id":${JSON.stringify(request.id)},"value":${value}}`
      asker.link.send({ text: encodeNotification('$/progress', params) })
    },
    isFull,
    turnAway,
    cancel(id) {
      const request = held.get(id)
      if (!request) return
      held.delete(id)
      abort(request, new BridgeError('CANCELLED', `"${request.type}" ${CANCELLED}`))
    },
  }
}
