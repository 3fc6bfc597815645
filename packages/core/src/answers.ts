import { afterRun, BridgeError, isBridgeError } from './errors.js'
import { encodeJson } from './json.js'

export interface AnswerOptions {
  /** Sends the text of what a handler threw to the other side: for development. */
  readonly exposeErrors?: boolean | undefined
  error(error: BridgeError): void
}

/** The JSON text of what a handler gave. @throws {BridgeError} `INVALID_PAYLOAD`: by then the handler has done its work. */
export function replyText(value: unknown): string {
  try {
    return encodeJson(value, 'reply')
  } catch (refusal) {
    throw afterRun(refusal as BridgeError)
  }
}

/** What a handler threw, as the other side may see it. */
export function answerable(
  thrown: unknown,
  type: string,
  { error, exposeErrors }: AnswerOptions,
): BridgeError {
  if (isBridgeError(thrown)) return sendable(thrown)
  const data = { reference: Math.random().toString(36).slice(2, 10) }
  const text = `The handler of "${type}" failed (reference ${data.reference})`
  error(new BridgeError('HANDLER_FAILED', text, { data, cause: thrown }))
  const told = thrown instanceof Error ? thrown.message : String(thrown)
  return new BridgeError('HANDLER_FAILED', exposeErrors ? `${text}: ${told}` : text, {
    outcome: 'unknown',
    data,
  })
}

/** The error itself, or the one that says why its data cannot cross. */
function sendable(error: BridgeError): BridgeError {
  try {
    encodeJson(error.data, `data of the error ${error.code}`)
    return error
  } catch (refusal) {
    return afterRun(refusal as BridgeError)
  }
}
