import { createObservedClock } from './clock.js'
import { BridgeError, type CloseReason, type Stage } from './errors.js'
import { defaultLimits, type Limits } from './limits.js'
import type { Link } from './link.js'
import { encodeNotification, encodeRequest, type Feature, type Id } from './messages.js'
import { createOutbox, type Item } from './outbox.js'

const DEFAULT_TIMEOUT_MS = 15_000
const DEFAULT_DEADLINE_MS = 15 * 60_000
const SWEEP_MS = 1_000
/** So many timed-out calls are remembered, to tell a late reply from nonsense. */
const REMEMBERED = 256

export interface RequestOptions {
  /**
   * Idempotency key, 1 to 256 characters. The host runs the handler once for it, however often the
   * request is repeated, and gives every repetition the same answer.
   */
  readonly key?: string | undefined
  /** Milliseconds without a sign of life from the other side. A person may think for longer. @default 15_000 */
  readonly timeout?: number | undefined
  /** Milliseconds after which the call ends in any case. @default 900_000 */
  readonly deadline?: number | undefined
  /** Ends the call with `CANCELLED`; the handler hears of it by its own `signal`. */
  readonly signal?: AbortSignal | undefined
  /** Called with what the handler reports. */
  readonly onProgress?: ((value: unknown) => void) | undefined
}

/** The answer to a call that had ended with `TIMEOUT`. */
export interface LateReply {
  readonly type: string
  readonly key: string | undefined
  readonly result?: unknown
  readonly error?: BridgeError
}

interface Call {
  readonly type: string
  readonly options: RequestOptions
  readonly silence: number
  readonly deadline: number
  /** Observed milliseconds at the call. */
  readonly calledAt: number
  /** `Date.now()` milliseconds at the call: a deadline runs on while the machine sleeps. */
  readonly startedAt: number
  readonly item: Item
  /** 0 until it is handed to the link. */
  id: number
  readonly end: (error: BridgeError | undefined, result?: unknown) => void
}

/** The other side, as far as calls to it are concerned. */
interface Destination {
  readonly link: Link
  readonly limits: Limits
  has(feature: Feature): boolean
  /** Asks for a sign of life. */
  ping(): void
}

export interface CallHooks {
  error(error: BridgeError): void
  lateReply(reply: LateReply): void
}

export interface Calls {
  /** `type` names the call in errors; `params` makes the JSON text of the params from the silence in ms. */
  request(
    method: string,
    type: string,
    params: (silence: number) => string,
    options?: RequestOptions & { readonly urgent?: boolean },
  ): Promise<unknown>
  /** An event: at most once, in order with the requests; coalesced, it replaces one that has not left. */
  event(type: string, text: string, isCoalesced: boolean): void
  attach(destination: Destination): void
  /** Ends the calls that have left in this session; the others wait for the next. */
  detach(reason: CloseReason): void
  /** There will be no session: ends what waits for one, with the code and text of `error`. */
  abandon(error: BridgeError): void
  /** Whether the id is that of a call. */
  settle(id: Id, error: BridgeError | undefined, result?: unknown): boolean
  progress(id: unknown, value: unknown): void
  /** A packet came. */
  heard(): void
  acked(): void
}

/**
 * Everything that one side asks and tells, with one outcome for each call.
 *
 * A call's stage follows from its packet: `queued` while it has no number, `sent` once it has,
 * `received` when the link says that the number was acknowledged.
 */
export function createCalls(hooks: CallHooks): Calls {
  let destination: Destination | undefined
  let nextId = 1
  const outbox = createOutbox()
  const live = new Set<Call>()
  const pending = new Map<unknown, Call>()
  const timedOut = new Map<Id, Call>()
  const clock = createObservedClock(sweep)
  let heardAt = 0

  function stage({ item }: Call): Stage {
    if (item.n === undefined || !destination) return 'queued'
    return item.n <= destination.link.acked ? 'received' : 'sent'
  }

  /** The error of a call that got no answer, by how far it came. */
  function unanswered(code: string, text: string, call: Call, cause?: unknown): BridgeError {
    const at = stage(call)
    const isUnsent = at === 'queued'
    const isRepeatable = call.options.key !== undefined && destination?.has('keys') === true
    return new BridgeError(code, text, {
      stage: at,
      outcome: isUnsent ? 'none' : 'unknown',
      retryable: isUnsent || isRepeatable,
      transport: destination?.link.transport,
      ...(cause !== undefined && { cause }),
    })
  }

  function finish(call: Call, error: BridgeError | undefined, result?: unknown): void {
    live.delete(call)
    if (pending.get(call.id) === call) pending.delete(call.id)
    if (live.size === 0) clock.stop()
    call.end(error, result)
    outbox.release(call.item)
  }

  function cancel(call: Call): void {
    const { type, options, id } = call
    const text = `"${type}" was cancelled by the caller`
    const error = unanswered('CANCELLED', text, call, options.signal?.reason)
    if (error.stage !== 'queued' && destination?.has('cancel'))
      destination.link.send({ text: encodeNotification('$/cancel', `{"id":${id}}`) })
    finish(call, error)
  }

  function expire(call: Call, text: string): void {
    if (stage(call) !== 'queued') {
      timedOut.set(call.id, call)
      if (timedOut.size > REMEMBERED) timedOut.delete(timedOut.keys().next().value as Id)
    }
    finish(call, unanswered('TIMEOUT', text, call))
  }

  function sweep(stalled: boolean): void {
    // The answers may be waiting in the event queue: look again when it has been emptied.
    if (stalled) return destination?.ping()
    const now = clock.now()
    const wall = Date.now()
    const hasSilence = !destination || destination.has('alive')
    for (const call of [...live]) {
      // A side that never says that it is alive gets the timeout as a plain deadline.
      const quiet = hasSilence ? now - Math.max(call.calledAt, heardAt) : wall - call.startedAt
      if (quiet >= call.silence)
        expire(
          call,
          stage(call) === 'queued'
            ? `"${call.type}" found no connection within ${call.silence} ms. Check that the other side is there`
            : `"${call.type}" got no sign of life for ${call.silence} ms. Repeat it with a key if it must not run twice`,
        )
      else if (wall - call.startedAt >= call.deadline)
        expire(
          call,
          `"${call.type}" was not answered within its deadline of ${call.deadline} ms. Raise { deadline } if it may take longer`,
        )
    }
  }

  function checkSize(type: string, bytes: number): void {
    const max = (destination?.limits ?? defaultLimits).messageBytes
    if (bytes > max)
      throw new BridgeError(
        'TOO_LARGE',
        `Cannot send "${type}": ${bytes} characters of JSON, at most ${max}. Send a link to the data instead`,
      )
  }

  function reportLost(code: string, why: string, items: readonly Item[]): void {
    if (items.length === 0) return
    const events: Record<string, number> = Object.create(null)
    for (const { type } of items) events[type] = (events[type] ?? 0) + 1
    const list = Object.keys(events).map((type) => `${events[type]} of "${type}"`)
    const text = `${why}. Events that were not acknowledged: ${list.join(', ')}`
    hooks.error(new BridgeError(code, text, { outcome: 'unknown', data: { events } }))
  }

  return {
    // Async, so that every fault of the caller is a rejection and never both ways.
    async request(method, type, makeParams, options = {}) {
      const { signal, urgent } = options
      checkKey(type, options.key)
      const silence = milliseconds('timeout', options.timeout, DEFAULT_TIMEOUT_MS)
      const deadline = milliseconds('deadline', options.deadline, DEFAULT_DEADLINE_MS)
      const params = makeParams(silence)
      checkSize(type, params.length)
      if (signal?.aborted)
        throw new BridgeError('CANCELLED', `"${type}" was cancelled before it was sent`, {
          stage: 'queued',
          retryable: true,
          cause: signal.reason,
        })
      return new Promise<unknown>((resolve, reject) => {
        const onAbort = (): void => cancel(call)
        const call: Call = {
          type,
          options,
          silence,
          deadline,
          calledAt: clock.now(),
          startedAt: Date.now(),
          id: 0,
          item: {
            text: '',
            type,
            bytes: params.length,
            take() {
              call.id = nextId++
              pending.set(call.id, call)
              return encodeRequest(call.id, method, params)
            },
          },
          end(error, result) {
            signal?.removeEventListener('abort', onAbort)
            if (error) reject(error)
            else resolve(result)
          },
        }
        outbox.push(call.item, urgent)
        live.add(call)
        clock.run(Math.max(Math.min(SWEEP_MS, silence / 4, deadline / 4), 10))
        signal?.addEventListener('abort', onAbort, { once: true })
      })
    },
    event(type, text, isCoalesced) {
      checkSize(type, text.length)
      outbox.push({ text, type, bytes: text.length, isCoalesced })
    },
    attach(next) {
      destination = next
      nextId = 1
      heardAt = clock.now()
      outbox.attach(next.link, next.limits.inFlight)
    },
    detach(reason) {
      const text = `The session ended (${reason})`
      const ended = [...live]
        .filter((call) => stage(call) !== 'queued')
        .map((call) => {
          const why = `${text} before "${call.type}" was answered`
          return [call, unanswered('DISCONNECTED', why, call)] as const
        })
      const hasAck = destination?.has('ack') === true
      const lost = outbox.detach()
      destination = undefined
      pending.clear()
      timedOut.clear()
      for (const [call, error] of ended) finish(call, error)
      if (hasAck) reportLost('DISCONNECTED', text, lost)
    },
    abandon({ code, message }) {
      for (const call of [...live]) finish(call, unanswered(code, message, call))
      reportLost(code, message, outbox.clear())
    },
    settle(id, error, result) {
      const call = pending.get(id)
      if (call) {
        finish(call, error, result)
        return true
      }
      const late = timedOut.get(id)
      if (!late) return false
      timedOut.delete(id)
      const { type, options } = late
      hooks.lateReply({ type, key: options.key, ...(error ? { error } : { result }) })
      return true
    },
    progress: (id, value) => pending.get(id)?.options.onProgress?.(value),
    heard() {
      if (live.size > 0) heardAt = clock.now()
    },
    acked: outbox.acked,
  }
}

function checkKey(type: string, key: unknown): void {
  if (key === undefined || (typeof key === 'string' && key.length > 0 && key.length <= 256)) return
  throw new BridgeError('INVALID_PAYLOAD', `key of "${type}" must be a text of 1 to 256 characters`)
}

function milliseconds(field: string, value: number | undefined, standard: number): number {
  if (value === undefined) return standard
  if (typeof value === 'number' && value > 0 && value < 2 ** 31) return value
  throw new BridgeError(
    'INVALID_PAYLOAD',
    `${field} must be milliseconds from 1 to 2147483647, not ${String(value)}`,
  )
}
