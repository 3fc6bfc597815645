import { BridgeError, isBridgeError } from '@drawbridge/core/errors'
import type { CallerOptions } from './caller.js'
import { invalid, isRecord, requireText, tryParse } from './check.js'
import { createCors } from './cors.js'
import {
  createEventBridge,
  type EventBridge,
  type EventBridgeRules,
  eventBridgeCodes,
} from './event-bridge.js'
import { decodeKey } from './idempotency-key.js'
import { decodeText, readBytes } from './read-body.js'

/** Who a browser's request speaks for, as your own session says. */
export interface RelayCaller {
  readonly appId: string
  readonly clientId: string
  /** Names the user in idempotency keys, so that nobody gets another one's reply. */
  readonly user: string
}

export interface EventBridgeRelayOptions extends Omit<EventBridgeRules, 'headers'>, CallerOptions {
  readonly baseUrl: string
  /** `undefined` refuses. Nothing that the body says about app, host or user is believed. */
  readonly authenticate: (
    request: Request,
  ) => RelayCaller | undefined | Promise<RelayCaller | undefined>
  /** Pages that may call, as exact origins. A request without `Origin` comes from no page. @default [] */
  readonly allowedOrigins?: readonly string[]
  /** What the host receives; add what your session knows of the user here. By default the payload as it came. */
  readonly payload?: (payload: object, caller: RelayCaller) => object | Promise<object>
  /** Bytes of a request. @default 1_000_000 */
  readonly maxBytes?: number
  /** Hears of what went wrong inside, which the browser is not told. */
  readonly onError?: (error: unknown) => void
}

export type Handler = (request: Request) => Promise<Response>

/**
 * The backend half that a page talks to: it takes the same body as the Event Bridge itself, and adds the secrets.
 * Mount it at any path of any server that speaks `Request` and `Response`.
 */
export function createEventBridgeRelay(options: EventBridgeRelayOptions): Handler {
  const { authenticate, allowedOrigins = [], maxBytes = 1_000_000, onError = () => {} } = options
  if (typeof authenticate !== 'function')
    throw invalid('authenticate', 'must be a function that says who calls')
  const cors = createCors(allowedOrigins, 'allowedOrigins')
  const bridge = createEventBridge({ ...options, from: 'miniapp' })
  const payload = options.payload ?? ((given: object) => given)

  async function relay(request: Request): Promise<unknown> {
    const who = await authenticate(request)
    if (!who) throw new BridgeError('UNAUTHORIZED', 'Nobody is signed in. Sign in and repeat')
    const body = tryParse(decodeText(await readBytes(request, maxBytes)))
    if (!isRecord(body)) throw wrong('The body must be a JSON object')
    if (!isRecord(body.payload)) throw wrong('payload must be an object')
    const isOther =
      (body.app_id ?? who.appId) !== who.appId || (body.client_id ?? who.clientId) !== who.clientId
    if (isOther)
      throw new BridgeError('UNAUTHORIZED', 'app_id or client_id is not that of the session')
    const event = {
      appId: who.appId,
      clientId: who.clientId,
      type: requireText(body.event_type, 'event_type'),
      payload: await payload(body.payload, who),
    }
    return send(bridge, event, request, who.user)
  }

  return async (request) => {
    const origin = request.headers.get('origin')
    const answer = (status: number, body: unknown, more: Record<string, string> = {}): Response =>
      new Response(JSON.stringify(body), {
        status,
        headers: {
          'Content-Type': 'application/json',
          'Cache-Control': 'no-store',
          ...cors.headers(origin),
          ...more,
        },
      })
    if (!cors.isAllowed(origin))
      return answer(403, told('ORIGIN_NOT_ALLOWED', 'This origin is not in allowedOrigins'))
    if (request.method === 'OPTIONS') return cors.preflight(origin)
    if (request.method !== 'POST')
      return answer(405, told('UNSUPPORTED', 'Use POST'), { Allow: 'POST, OPTIONS' })
    // What a form can send needs no preflight, so cookies alone would prove nothing.
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
      return answer(415, told('UNSUPPORTED', 'Send Content-Type: application/json'))
    try {
      return answer(200, await relay(request))
    } catch (error) {
      if (!isBridgeError(error)) {
        onError(error)
        return answer(500, told('HANDLER_FAILED', 'The relay failed'))
      }
      return refuse(error, answer, onError)
    }
  }
}

function send(
  bridge: EventBridge,
  event: Parameters<EventBridge['send']>[0],
  request: Request,
  user: string,
): Promise<unknown> {
  const header = request.headers.get('idempotency-key')
  const key = header === null ? undefined : decodeKey(header)
  if (header !== null && key === undefined)
    throw wrong('Idempotency-Key must be a quoted text of 1 to 256 printable ASCII characters')
  return bridge.send(event, {
    signal: request.signal,
    // Escaped, so that no user can write another one's prefix.
    ...(key !== undefined && { key: `${encodeURIComponent(user)}/${key}` }),
  })
}

/** How a page is told that nothing was done, if not with 503. */
const undoneStatuses = new Map<string, number>([
  ...eventBridgeCodes.map((code) => [code, 400] as const),
  ['TOO_LARGE', 413],
  ['RATE_LIMITED', 429],
  ['KEY_REUSED', 422],
])

/** How it is told that something may have been done, if not with 502. */
const unknownStatuses = new Map<string, number>([
  // As it was answered by the platform.
  ['EVENT_DELIVERY_FAILED', 400],
  ['TIMEOUT', 504],
  // The browser has gone.
  ['CANCELLED', 499],
])

function refuse(
  error: BridgeError,
  answer: (status: number, body: unknown, more?: Record<string, string>) => Response,
  onError: (error: unknown) => void,
): Response {
  const { message, data, outcome } = error
  if (error.code === 'UNAUTHORIZED' && error.transport === undefined)
    return answer(401, told(error.code, message))
  if (error.code === 'INVALID_PAYLOAD') return answer(400, told('INVALID_EVENT_DATA', message))
  const details = isRecord(data) ? data : {}
  const isPutOff = details.status === 429
  const code = isPutOff && outcome === 'none' ? 'RATE_LIMITED' : error.code
  const status =
    outcome === 'none' ? (undoneStatuses.get(code) ?? 503) : (unknownStatuses.get(code) ?? 502)
  if ((eventBridgeCodes as readonly string[]).includes(code)) {
    const { status: _, ...others } = details
    return answer(status, { ...others, ...told(code, message) })
  }
  // What the platform's server says is not for a browser.
  onError(error)
  const seconds = Math.ceil(Number(details.retryAfter ?? 1_000) / 1_000)
  return answer(
    status,
    told(code, `The Event Bridge could not be asked (${error.code})`),
    isPutOff ? { 'Retry-After': String(seconds) } : {},
  )
}

function told(code: string, message: string): object {
  return { error_code: code, error_message: message }
}

function wrong(message: string): BridgeError {
  return new BridgeError('INVALID_EVENT_DATA', message)
}
