/** Where a call was when it ended: still here, handed to the transport, or acknowledged by the other side. */
export type Stage = 'queued' | 'sent' | 'received'

/** Every code that Drawbridge itself gives. A handler may answer with codes of its own. */
export const bridgeErrorCodes = [
  'TIMEOUT',
  'CANCELLED',
  'DISCONNECTED',
  'NO_HOST',
  'NO_HANDLER',
  'HANDLER_EXISTS',
  'NOT_ALLOWED',
  'INVALID_PAYLOAD',
  'INVALID_MESSAGE',
  'TOO_LARGE',
  'RATE_LIMITED',
  'QUEUE_FULL',
  'UNSUPPORTED',
  'HANDLER_FAILED',
  'KEY_REUSED',
  'OUTCOME_UNKNOWN',
  'EXPIRED',
  'ALREADY_CONNECTED',
  'PROTOCOL_MISMATCH',
  'ORIGIN_NOT_ALLOWED',
  'HTTP_ERROR',
  'EVENT_RECEIVER_DISABLED',
  'INVALID_EVENT_DATA',
  'EVENT_DELIVERY_FAILED',
  'UNAUTHORIZED',
  'INTEGRATION_DISABLED',
] as const

export type BridgeErrorCode = (typeof bridgeErrorCodes)[number]

export interface BridgeErrorDetails {
  /** JSON that explains the error to the program on the other side. */
  readonly data?: unknown
  /** The local reason, never sent. */
  readonly cause?: unknown
  readonly stage?: Stage | undefined
  /** `none`: the other side did nothing. `unknown`: it may have. */
  readonly outcome?: 'none' | 'unknown' | undefined
  /** The same call may be made again as it is. */
  readonly retryable?: boolean | undefined
  /** Which transport the call went over. */
  readonly transport?: string | undefined
}

/** What is said of a cancelled call on both sides, after its name. */
export const CANCELLED: string = 'was cancelled by the caller'

// Shared by every copy of this module on a page, where `instanceof` would fail.
const brand = Symbol.for('drawbridge.error')

/**
 * The one error class. `code` is stable and made for programs; `message` names the field and the next step.
 *
 * A handler that throws a `BridgeError` answers with its code, text and `data`; anything else that it
 * throws reaches the other side as `HANDLER_FAILED` without its text.
 */
export class BridgeError extends Error {
  declare readonly code: BridgeErrorCode | (string & {})
  declare readonly stage: Stage | undefined
  declare readonly outcome: 'none' | 'unknown'
  declare readonly retryable: boolean
  declare readonly transport: string | undefined
  declare readonly data: unknown

  constructor(
    code: BridgeErrorCode | (string & {}),
    message: string,
    details: BridgeErrorDetails = {},
  ) {
    const { stage, outcome = 'none', retryable = false, transport, data, cause } = details
    super(message, cause === undefined ? cause : { cause })
    Object.assign(this, {
      name: 'BridgeError',
      code,
      stage,
      outcome,
      retryable,
      transport,
      data,
    })
    Object.defineProperty(this, brand, { value: true })
  }
}

/** The same error of a call that did not leave. */
export function neverSent({ code, message }: BridgeError): BridgeError {
  return new BridgeError(code, message, { stage: 'queued', retryable: true })
}

/** The same error of a call whose handler has run: nobody can say what it did. */
export function afterRun(error: BridgeError): BridgeError {
  const { code, message, data, cause } = error
  return new BridgeError(code, message, { stage: 'received', outcome: 'unknown', data, cause })
}

/**
 * Tells a {@link BridgeError}, also one that another copy of this package made, optionally of one `code`.
 *
 * @example
 * ```ts
 * if (isBridgeError(error, 'TIMEOUT') && error.retryable) again()
 * ```
 */
export function isBridgeError(
  error: unknown,
  code?: BridgeErrorCode | (string & {}),
): error is BridgeError {
  return (
    typeof error === 'object' &&
    error !== null &&
    brand in error &&
    (code === undefined || (error as { code?: unknown }).code === code)
  )
}

/** The reason a session ended, as the two sides and the wire name it. */
export type CloseReason =
  | 'closed'
  | 'flood'
  | 'gap'
  | 'lost'
  | 'protocol'
  | 'refused'
  | 'reload'
  | 'replaced'
  | 'unload'
  | 'unmounted'
  | 'version'
  | (string & {})
