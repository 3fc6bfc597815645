import { BridgeError, bridgeErrorCodes } from '@drawbridge/core/errors'
import { below, requireAddress } from './address.js'
import { authorizationHeader, type Credentials } from './authorization.js'
import { type Answer, type CallerOptions, createCaller, isTransient, isUndone } from './caller.js'
import { encodeObject, invalid, isRecord, requireText, tryParse } from './check.js'
import { httpError } from './http-error.js'
import { hideSecrets, redact } from './redact.js'
import { createSigner, type SigningOptions } from './signing.js'

/** The codes of the Event Bridge, each of them an answer with status 400. */
export const eventBridgeCodes = [
  'INVALID_EVENT_DATA',
  'UNAUTHORIZED',
  'INTEGRATION_DISABLED',
  'EVENT_RECEIVER_DISABLED',
  'EVENT_DELIVERY_FAILED',
] as const

export interface BridgeEvent {
  /** The miniapp. */
  readonly appId: string
  /** The host app. */
  readonly clientId: string
  readonly type: string
  readonly payload: object
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined
  /** Goes along as `Idempotency-Key`: a server that honours it does the work once. */
  readonly key?: string | undefined
  /** The request may outlive the page. Browsers refuse more than 64 KiB of them. */
  readonly keepalive?: boolean | undefined
}

export type EventBridgeOptions = EventBridgeAddress & EventBridgeRules & CallerOptions

export type EventBridgeAddress =
  | {
      /** The platform's API: no default, since only your dashboard knows it. */
      readonly baseUrl: string
      /** Which side sends. */
      readonly from: 'miniapp' | 'hostapp'
    }
  | {
      /** The whole address of a relay, or of an endpoint that stands elsewhere. */
      readonly url: string
    }

export interface EventBridgeRules {
  /** Sent as `Authorization`; host apps need it. Their prefix is usually `Token`. */
  readonly credentials?: Credentials
  /** Signs each request. */
  readonly sign?: SigningOptions
  /** More headers, read for each attempt: what a relay asks for. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>
  /**
   * What becomes of an event that may have arrived when no answer came, or a 5xx: `at-least-once` repeats it,
   * `at-most-once` gives the error. @default 'at-least-once'
   */
  readonly delivery?: 'at-least-once' | 'at-most-once'
  /** Repeats what the platform could not deliver (`EVENT_DELIVERY_FAILED`) as well. @default false */
  readonly retryDeliveryFailed?: boolean
}

export interface EventBridge {
  /**
   * Delivers one event and gives what the receiver answered.
   *
   * @throws {BridgeError} one of the Event Bridge's codes with the other fields of the answer in `data`;
   * `INVALID_PAYLOAD` before anything is sent; `HTTP_ERROR`, `TIMEOUT`, `CANCELLED`.
   */
  send(event: BridgeEvent, options?: SendOptions): Promise<unknown>
}

/** The server of a miniapp, or of a host app, to the Event Bridge. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { credentials, sign, headers, delivery = 'at-least-once', retryDeliveryFailed } = options
  const url = endpoint(options)
  const authorization = credentials && authorizationHeader(credentials)
  const signer = sign && createSigner(sign, options.clock)
  // Who asks wrongly may hear the header back.
  const secrets = credentials ? [credentials.secret, authorization?.split(' ')[1] ?? ''] : []
  const caller = createCaller(options, secrets)

  return {
    async send(event, { signal, key, keepalive } = {}) {
      const body = encodeEvent(event)
      const answer = await caller.call({
        method: 'POST',
        url,
        body,
        signal,
        key,
        keepalive,
        headers: async () => ({
          ...(authorization && { Authorization: authorization }),
          ...(await headers?.()),
          ...(await signer?.({ method: 'POST', url: String(url), body, clientId: event.clientId })),
        }),
        repeat: (attempt) =>
          (delivery === 'at-most-once' ? isUndone(attempt) : isTransient(attempt)) ||
          (retryDeliveryFailed === true &&
            attempt.kind === 'answer' &&
            codeOf(attempt) === 'EVENT_DELIVERY_FAILED'),
      })
      return readReply(answer, secrets, key !== undefined)
    },
  }
}

function endpoint(options: EventBridgeAddress): URL {
  if ('url' in options) return requireAddress(options.url, 'url')
  const { from } = options
  if (from !== 'miniapp' && from !== 'hostapp')
    throw invalid('from', "must be 'miniapp' or 'hostapp': the side that sends")
  // The slash at the end is part of the path: without it the platform redirects, and the body is lost.
  return below(requireAddress(options.baseUrl, 'baseUrl'), `/api/v1/event-bridge/${from}/`)
}

function encodeEvent(event: BridgeEvent): string {
  const { appId, clientId, type, payload } = event
  const fields = {
    app_id: requireText(appId, 'appId'),
    client_id: requireText(clientId, 'clientId'),
    event_type: requireText(type, 'type'),
  }
  return `${JSON.stringify(fields).slice(0, -1)},"payload":${encodeObject(payload, 'payload')}}`
}

/** A field of that name in a success is the receiver's own. */
function codeOf(answer: Answer): string | undefined {
  if (answer.status < 400) return
  const body = tryParse(answer.text)
  return isRecord(body) && typeof body.error_code === 'string' ? body.error_code : undefined
}

function readReply(answer: Answer, secrets: readonly string[], hasKey: boolean): unknown {
  const server = 'The Event Bridge'
  const { status } = answer
  const code = codeOf(answer)
  if (code !== undefined && (bridgeErrorCodes as readonly string[]).includes(code))
    throw eventBridgeError(answer, code, secrets, hasKey)
  if (status < 200 || status >= 300) throw httpError(answer, { server, secrets, hasKey })
  try {
    return JSON.parse(answer.text)
  } catch (cause) {
    throw new BridgeError(
      'HTTP_ERROR',
      `${server} answered ${status} without JSON. Check baseUrl: it may be a web page`,
      { cause, data: { status }, outcome: 'unknown', transport: 'http' },
    )
  }
}

function eventBridgeError(
  { status, text, retryAfter, mayBeDone = false }: Answer,
  code: string,
  secrets: readonly string[],
  hasKey: boolean,
): BridgeError {
  const body = redact(tryParse(hideSecrets(text, secrets))) as Record<string, unknown>
  const { error_code, error_message: message, ...others } = body
  // A relay may have passed the event on before it failed; 503 is how it says that it has not.
  const isFailure = code === 'EVENT_DELIVERY_FAILED' || (status >= 499 && status !== 503)
  const isUnknown = isFailure || mayBeDone
  const isPassing = isFailure || status === 503 || code === 'RATE_LIMITED'
  return new BridgeError(
    code,
    typeof message === 'string' && message ? message : `The Event Bridge answered ${code}`,
    {
      data: { ...others, status, ...(retryAfter && { retryAfter }) },
      outcome: isUnknown ? 'unknown' : 'none',
      retryable: isPassing && (hasKey || !isUnknown),
      transport: 'http',
    },
  )
}
