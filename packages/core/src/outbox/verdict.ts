import { BridgeError, isBridgeError } from '../errors.js'
import { asRecord } from '../messages.js'

/** What a failed attempt means for its event. */
export interface Verdict {
  readonly error: BridgeError
  /** No later attempt can do better. */
  readonly isFinal: boolean
  /** The receiver may have done the work. */
  readonly isUnknown: boolean
  /** Milliseconds that the receiver asked to be left alone for. */
  readonly retryAfter?: number | undefined
}

/** Codes that say something of the moment, and nothing of the event. */
const passing: readonly string[] = [
  'TIMEOUT',
  'CANCELLED',
  'DISCONNECTED',
  'NO_HOST',
  'RATE_LIMITED',
  'QUEUE_FULL',
  'UNAUTHORIZED',
  'EVENT_DELIVERY_FAILED',
]

/** Answers of a server that change: sign in, wait, the first attempt with this key is still under way. */
const passingStatuses: readonly number[] = [401, 408, 409, 425, 429]

export function judge(thrown: unknown): Verdict {
  if (!isBridgeError(thrown)) {
    const text = 'The event could not be sent; the cause says why. It is sent again'
    const error = new BridgeError('HTTP_ERROR', text, { cause: thrown, outcome: 'unknown' })
    return { error, isFinal: false, isUnknown: true }
  }
  const { status, retryAfter } = asRecord(thrown.data)
  return {
    error: thrown,
    isFinal: !(
      thrown.retryable ||
      passing.includes(thrown.code) ||
      (thrown.code === 'HTTP_ERROR' && !isRefusal(status))
    ),
    isUnknown: thrown.outcome === 'unknown',
    retryAfter: typeof retryAfter === 'number' ? retryAfter : undefined,
  }
}

/** A redirect is none: it may be the sign-in page of a network. */
function isRefusal(status: unknown): boolean {
  return (
    typeof status === 'number' && status >= 400 && status < 500 && !passingStatuses.includes(status)
  )
}
