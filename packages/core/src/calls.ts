import { createObservedClock } from './clock.js'
import { BridgeError, CANCELLED, type CloseReason, neverSent, type Stage } from './errors.js'
import { createLateReplies, type LateReply } from './late-replies.js'
import { defaultLimits, type Limits } from './limits.js'
import type { Link } from './link.js'
import {
  checkMilliseconds,
  checkName,
  encodeNotification,
  encodeRequest,
  type Feature,
  type Id,
} from './messages.js'
import { createQueue, type Item } from './queue.js'

const DEFAULT_TIMEOUT_MS = 15_000
const DEFAULT_DEADLINE_MS = 15 * 60_000
const SWEEP_MS = 1_000

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

interface Call extends Item {
  readonly method: string
  /** JSON text. */
  readonly params: string
  readonly options: RequestOptions
  readonly silence: number
  /** The caller or the contract says how long it waits. */
  readonly isTold: boolean
  readonly deadline: number
  /** Observed milliseconds at the call. */
  readonly calledAt: number
  /** `Date.now()` milliseconds at the call: a deadline runs on while the machine sleeps. */
  readonly startedAt: number
  /** 0 until it is handed to the link. */
  id: number
  readonly resolve: (result: unknown) => void
  readonly reject: (error: BridgeError) => void
  /** Set while the caller's signal is listened to. */
  onAbort: (() => void) | undefined
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
    standard?: Pick<RequestOptions, 'timeout' | 'deadline'>,
  ): Promise<unknown>
  /** An event: at most once, in order with the requests; coalesced, it replaces one that has not left. */
  event(type: string, text: string, isCoalesced: boolean): void
  attach(destination: Destination): void
  /** Ends the calls that have left in this session; the others wait for the next. */
  detach(reason: CloseReason): void
  /** There is no session to wait for: what waits, and what is asked until there is one, ends with `error`. */
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
  const live = new Set<Call>()
  /** The calls that have left in this session. */
  const pending = new Map<unknown, Call>()
  const late = createLateReplies(hooks.lateReply)
  const queue = createQueue(() => pending.size >= (destination?.limits.inFlight ?? 0), take)
  const clock = createObservedClock(sweep)
  let heardAt = 0
  /** Why no session is waited for. */
  let absence: BridgeError | undefined
  let hasStalled = false

  function take(item: Item): void {
    const call = item as Call
    call.id = nextId++
    pending.set(call.id, call)
    call.text = encodeRequest(call.id, call.method, call.params)
  }

  function stage({ n }: Call): Stage {
    if (n === undefined || !destination) return 'queued'
    return n <= destination.link.acked ? 'received' : 'sent'
  }

  /** The error of a call that got no answer, by how far it came. */
  function unanswered(code: string, text: string, call: Call, cause?: unknown): BridgeError {
    const at = stage(call)
    const isUnsent = at === 'queued'
    const isRepeatable = call.options.key !== undefined && destination?.has('keys') === true
    return new BridgeError(code, `"${call.type}" ${text}`, {
      stage: at,
      outcome: isUnsent ? 'none' : 'unknown',
      retryable: isUnsent || isRepeatable,
      transport: destination?.link.transport,
      cause,
    })
  }

  function finish(call: Call, error: BridgeError | undefined, result?: unknown): void {
    live.delete(call)
    if (pending.get(call.id) === call) pending.delete(call.id)
    if (call.onAbort) call.options.signal?.removeEventListener('abort', call.onAbort)
    if (error) call.reject(error)
    else call.resolve(result)
    queue.release(call)
  }

  function cancel(call: Call): void {
    const error = unanswered('CANCELLED', CANCELLED, call, call.options.signal?.reason)
    if (error.stage !== 'queued' && destination?.has('cancel'))
      destination.link.send({ text: encodeNotification('$/cancel', `{"id":${call.id}}`) })
    finish(call, error)
  }

  function expire(call: Call, text: string): void {
    const error = unanswered('TIMEOUT', text, call)
    if (error.stage !== 'queued') late.expect(call.id, call.type, call.options.key)
    finish(call, error)
  }

  function sweep(stalled: boolean): void {
    // Not when the last call ends: the next may begin at once, and timers are dear.
    if (live.size === 0) return clock.stop()
    // The answers may be waiting in the event queue: look again when it has been emptied. That it has by the next time,
    // even in a hidden page, whose timers come once a minute.
    if (stalled) destination?.ping()
    const isFirstStall = stalled && !hasStalled
    hasStalled = stalled
    if (isFirstStall) return
    const now = clock.now()
    const hasSilence = !destination || destination.has('alive')
    for (const call of [...live]) {
      const { deadline, calledAt } = call
      const patience =
        hasSilence || call.isTold ? undefined : destination?.link.patience?.(call.type)
      const silence = patience ?? call.silence
      const waited = Date.now() - call.startedAt
      // A side that never says that it is alive gets the timeout as a plain deadline.
      const quiet = hasSilence ? now - Math.max(calledAt, heardAt) : waited
      if (quiet >= silence) {
        const what = stage(call) === 'queued' ? 'found no connection' : 'got no sign of life'
        expire(call, `${what} for ${silence} ms`)
      } else if (waited >= deadline)
        expire(call, `got no answer within its deadline, ${deadline} ms`)
    }
  }

  function checkSize(type: string, bytes: number): void {
    const max = (destination?.limits ?? defaultLimits).messageBytes
    if (bytes <= max) return
    const text = `"${type}" has ${bytes} characters of JSON, at most ${max}. Send a link to the data`
    throw new BridgeError('TOO_LARGE', text)
  }

  function reportLost(code: string, why: string, items: readonly Item[]): void {
    if (items.length === 0) return
    const events: Record<string, number> = Object.create(null)
    for (const { type } of items) events[type] = (events[type] ?? 0) + 1
    const list = Object.keys(events).map((type) => `${events[type]} of "${type}"`)
    const text = `${why}. Events not acknowledged: ${list.join(', ')}`
    hooks.error(new BridgeError(code, text, { outcome: 'unknown', data: { events } }))
  }

  return {
    request: (method, type, makeParams, options = {}, standard = {}) =>
      // What is thrown in here is a rejection: a fault of the caller never comes both ways.
      new Promise((resolve, reject) => {
        const { signal, urgent, key, timeout, deadline } = options
        if (absence) throw neverSent(absence)
        if (key !== undefined) checkName('key', key)
        const told = timeout ?? standard.timeout
        const silence = checkMilliseconds('timeout', told ?? DEFAULT_TIMEOUT_MS)
        const params = makeParams(silence)
        checkSize(type, params.length)
        const call: Call = {
          text: '',
          n: undefined,
          withdrawn: false,
          type,
          bytes: params.length,
          method,
          params,
          options,
          silence,
          isTold: told !== undefined,
          deadline: checkMilliseconds(
            'deadline',
            deadline ?? standard.deadline ?? DEFAULT_DEADLINE_MS,
          ),
          calledAt: clock.now(),
          startedAt: Date.now(),
          id: 0,
          resolve,
          reject,
          onAbort: signal && (() => cancel(call)),
        }
        if (signal?.aborted) return cancel(call)
        // Before it is sent: some links answer in the same turn.
        live.add(call)
        if (call.onAbort) signal?.addEventListener('abort', call.onAbort)
        try {
          queue.push(call, urgent)
        } catch (thrown) {
          return finish(call, thrown as BridgeError)
        }
        clock.run(Math.max(Math.min(SWEEP_MS, silence / 4, call.deadline / 4), 10))
      }),
    event(type, text, isCoalesced) {
      if (absence) return hooks.error(absence)
      checkSize(type, text.length)
      queue.push({ text, type, bytes: text.length, isCoalesced })
    },
    attach(next) {
      destination = next
      absence = undefined
      nextId = 1
      heardAt = clock.now()
      queue.attach(next.link, next.has('ack'))
    },
    detach(reason) {
      const text = `The session ended (${reason})`
      const ended = [...live]
        .filter((call) => stage(call) !== 'queued')
        .map((call) => {
          const why = `got no answer: the session ended (${reason})`
          return [call, unanswered('DISCONNECTED', why, call)] as const
        })
      const hasAck = destination?.has('ack')
      const lost = queue.detach()
      destination = undefined
      pending.clear()
      late.clear()
      for (const [call, error] of ended) finish(call, error)
      if (live.size === 0) clock.stop()
      if (hasAck) reportLost('DISCONNECTED', text, lost)
    },
    abandon(error) {
      absence = error
      const { code, message } = error
      for (const call of [...live]) finish(call, unanswered(code, `was not sent. ${message}`, call))
      clock.stop()
      reportLost(code, message, queue.clear())
    },
    settle(id, error, result) {
      const call = pending.get(id)
      if (!call) return late.settle(id, error, result)
      finish(call, error, result)
      return true
    },
    progress: (id, value) => pending.get(id)?.options.onProgress?.(value),
    heard() {
      if (live.size > 0) heardAt = clock.now()
    },
    acked: queue.acked,
  }
}
