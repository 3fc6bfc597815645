import { BridgeError } from '@drawbridge/core/errors'

/** Not delivered: what the sender is told, and with which status. */
export interface Refusal {
  readonly status: 400 | 413 | 422 | 429 | 503
  readonly code: string
  readonly message: string
  /** Milliseconds. */
  readonly retryAfter?: number
}

/** Every code of the Event Bridge has this one status. */
export function refusal(code: string, message: string): Refusal {
  return { status: 400, code, message }
}

export function isTooLarge(error: unknown): error is BridgeError {
  return error instanceof BridgeError && error.code === 'TOO_LARGE'
}
