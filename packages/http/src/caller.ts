import { BridgeError, isBridgeError } from '@drawbridge/core/errors'
import { type Clock, systemClock } from './clock.js'
import { encodeKey } from './idempotency-key.js'
import { decodeText, readBytes } from './read-body.js'
import { hideSecrets } from './redact.js'
import { parseRetryAfter, type RetryOptions, retryDelay } from './retry.js'
import { createTraceparent } from './traceparent.js'

/** What every client takes. */
export interface CallerOptions {
  /** Another implementation of `fetch`. */
  readonly fetch?: Fetch
  /** Milliseconds for each attempt, its answer's body included; as many for getting its headers before. @default 15_000 */
  readonly timeout?: number
  readonly retry?: RetryOptions
  /** Sends a W3C `traceparent` with each call: a new one, or the one of your tracer. @default false */
  readonly traceparent?: boolean | (() => string)
  /** Hears of each attempt. Entries hold no secrets, no query and no bodies. */
  readonly log?: (entry: CallLog) => void
  /** For tests. */
  readonly clock?: Clock
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface CallLog {
  readonly method: string
  /** Without its query. */
  readonly url: string
  /** Of the attempt; the first is 1. */
  readonly attempt: number
  /** Absent when nothing was answered. */
  readonly status?: number
  /** Why nothing was answered. */
  readonly failure?: 'network' | 'timeout' | 'cancelled' | 'too-large'
  /** Milliseconds. */
  readonly duration: number
  /** Milliseconds until the next attempt; absent when this was the last one. */
  readonly nextIn?: number
}

/** What one attempt came to. */
export type Attempt = Answer | Failure

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Milliseconds. */
  readonly retryAfter?: number
  /** An earlier attempt of the call may have done the work. */
  readonly mayBeDone?: boolean
}

export interface Failure {
  readonly kind: 'failure'
  readonly why: 'network' | 'timeout' | 'too-large'
  /** The request surely did not arrive. */
  readonly isUnsent: boolean
  /** What the answer began with, when it was cut after that. */
  readonly status?: number
  readonly cause: unknown
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly body?: string
  /** Made for each attempt, so that tokens and signatures are fresh. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>
  /** Whether an attempt that ended so is repeated. */
  readonly repeat: (attempt: Attempt) => boolean
  readonly signal?: AbortSignal | undefined
  /** Goes along as `Idempotency-Key`. */
  readonly key?: string | undefined
  /** Bytes of an answer. @default 4_000_000 */
  readonly maxBytes?: number
  /** The request may outlive the page. Browsers refuse more than 64 KiB of them. */
  readonly keepalive?: boolean | undefined
}

/** One path for every call: its time, its repetitions, its log. */
export interface Caller {
  /**
   * The last answer, whatever its status.
   *
   * @throws {BridgeError} `CANCELLED`, `TIMEOUT`, `TOO_LARGE`, `HTTP_ERROR` when there is none.
   */
  call(call: Call): Promise<Answer>
  /** The same once, and nothing is thrown. */
  attempt(call: Call): Promise<Attempt>
}

/** Nothing was done for sure: the request did not arrive, or was put off. */
export function isUndone(attempt: Attempt): boolean {
  return attempt.kind === 'failure' ? attempt.isUnsent : attempt.status === 429
}

/** A later attempt may do better. Something may have been done already. */
export function isTransient(attempt: Attempt): boolean {
  const { status } = attempt
  if (attempt.kind === 'failure' && status === undefined) return true
  return status === 429 || (status !== undefined && status >= 500)
}

/** @param secrets What must never be seen in a message. */
export function createCaller(options: CallerOptions, secrets: readonly string[] = []): Caller {
  const { timeout = 15_000, retry = {}, traceparent = false, clock = systemClock } = options
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init))

  async function headersOf(call: Call): Promise<Record<string, string>> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (call.body !== undefined) headers['Content-Type'] = 'application/json'
    if (call.key !== undefined) headers['Idempotency-Key'] = encodeKey(call.key)
    if (traceparent)
      headers.traceparent = traceparent === true ? createTraceparent() : traceparent()
    return Object.assign(headers, await call.headers?.())
  }

  async function attempt(call: Call): Promise<Attempt> {
    const controller = new AbortController()
    const stop = (): void => controller.abort(call.signal?.reason)
    call.signal?.addEventListener('abort', stop, { once: true })
    let isLate = false
    const startTimer = () =>
      clock.after(timeout, () => {
        isLate = true
        controller.abort()
      })
    let stopTimer = startTimer()
    let isSent = false
    let status: number | undefined
    try {
      call.signal?.throwIfAborted()
      const headers = await Promise.race([aborted(controller.signal), headersOf(call)])
      // A token that took its time must not leave too little for the answer: then nobody would know what was done.
      stopTimer()
      stopTimer = startTimer()
      isSent = true
      const response = await send(String(call.url), {
        method: call.method,
        headers,
        // What is secret must not follow the server's word to another address.
        redirect: 'manual',
        signal: controller.signal,
        ...(call.keepalive && { keepalive: true }),
        ...(call.body !== undefined && { body: call.body }),
      })
      status = response.status
      const text = decodeText(await readBytes(response, call.maxBytes ?? 4_000_000))
      const retryAfter = parseRetryAfter(response.headers.get('retry-after'), clock.now())
      return {
        kind: 'answer',
        status,
        headers: response.headers,
        text,
        ...(retryAfter !== undefined && { retryAfter }),
      }
    } catch (cause) {
      if (!isSent && !controller.signal.aborted) throw neverSent(call, cause)
      return {
        kind: 'failure',
        why: isLate ? 'timeout' : cause instanceof BridgeError ? 'too-large' : 'network',
        isUnsent: !isSent || isUnsent(cause),
        ...(status !== undefined && { status }),
        cause,
      }
    } finally {
      stopTimer()
      call.signal?.removeEventListener('abort', stop)
    }
  }

  function report(call: Call, count: number, ended: Attempt, since: number, nextIn?: number): void {
    options.log?.({
      method: call.method,
      url: call.url.origin + call.url.pathname,
      attempt: count + 1,
      ...(ended.status !== undefined && { status: ended.status }),
      ...(ended.kind === 'failure' && {
        failure: call.signal?.aborted ? 'cancelled' : ended.why,
      }),
      duration: clock.now() - since,
      ...(nextIn !== undefined && { nextIn }),
    })
  }

  function cancelled(call: Call, wasSent: boolean): BridgeError {
    return new BridgeError('CANCELLED', 'The call was cancelled', {
      cause: call.signal?.reason,
      outcome: wasSent ? 'unknown' : 'none',
      transport: 'http',
    })
  }

  return {
    attempt,
    async call(call) {
      let mayBeDone = false
      for (let count = 0; ; count++) {
        if (call.signal?.aborted) throw cancelled(call, mayBeDone)
        const since = clock.now()
        const ended = await attempt(call)
        const earlier = mayBeDone && { mayBeDone }
        mayBeDone ||= !isUndone(ended)
        const retryAfter = ended.kind === 'answer' ? ended.retryAfter : undefined
        const delay =
          call.repeat(ended) && !call.signal?.aborted
            ? retryDelay(retry, count, retryAfter, clock.random)
            : undefined
        report(call, count, ended, since, delay)
        if (ended.kind === 'failure' && call.signal?.aborted) throw cancelled(call, mayBeDone)
        if (delay !== undefined) {
          await clock.sleep(delay, call.signal).catch(() => {
            throw cancelled(call, mayBeDone)
          })
          continue
        }
        if (ended.kind === 'answer') return { ...ended, ...earlier }
        throw lost(call, { ...ended, isUnsent: !mayBeDone }, timeout, secrets)
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** What making the headers ended with: this call has done nothing, whatever became of one for its token. */
function neverSent(call: Call, cause: unknown): BridgeError {
  if (!isBridgeError(cause)) {
    const text = `Nothing was sent to ${call.url.host}: what gives its headers failed; the cause says why`
    return new BridgeError('HTTP_ERROR', text, { cause, retryable: true, transport: 'http' })
  }
  if (cause.outcome === 'none') return cause
  const { code, message, data } = cause
  return new BridgeError(code, message, { cause, data, retryable: true, transport: 'http' })
}

/** The codes of Node for connections that never came about; a browser does not tell. */
const UNSENT = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
])

/** Those that a connection may have, too, when it is lost amid a call. */
const UNREACHABLE = new Set(['ENETUNREACH', 'EHOSTUNREACH'])

function isUnsent(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown; syscall?: unknown; errors?: unknown } }
  if (typeof cause?.code !== 'string') return false
  // With `errors`, one for each address of the host, none of which could be reached.
  const isConnecting = cause.syscall === 'connect' || Array.isArray(cause.errors)
  return UNSENT.has(cause.code) || (isConnecting && UNREACHABLE.has(cause.code))
}

function lost(
  call: Call,
  { why, isUnsent, cause, status }: Failure,
  timeout: number,
  secrets: readonly string[],
): BridgeError {
  const server = call.url.host
  const details = {
    cause,
    outcome: isUnsent ? ('none' as const) : ('unknown' as const),
    retryable: isUnsent || call.key !== undefined,
    transport: 'http',
    ...(status !== undefined && { data: { status } }),
  }
  if (why === 'timeout')
    return new BridgeError(
      'TIMEOUT',
      // What is cut off while it connects has no code that says so.
      isUnsent
        ? `Nothing was sent to ${server}: its headers were not there within ${timeout} ms. Look at what gives the token`
        : `${server} did not answer within ${timeout} ms. Raise \`timeout\`, or repeat with the same key`,
      details,
    )
  if (why === 'too-large')
    return new BridgeError('TOO_LARGE', `The answer of ${server} is too large`, details)
  const { cause: deeper } = cause as { cause?: { code?: unknown } }
  const code = typeof deeper?.code === 'string' ? ` (${hideSecrets(deeper.code, secrets)})` : ''
  return new BridgeError('HTTP_ERROR', `${server} could not be reached${code}`, details)
}
