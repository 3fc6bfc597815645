import { type BridgeError, isBridgeError } from '@drawbridge/core/errors'

/** The BridgeError that a promise ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<BridgeError> {
  try {
    await promise
  } catch (error) {
    if (isBridgeError(error)) return error
    throw error
  }
  throw new Error('It did not fail')
}

/** Everything of an error that may end up in a log. */
export function shown(error: BridgeError): string {
  return JSON.stringify({ ...error, message: error.message, cause: String(error.cause) })
}
