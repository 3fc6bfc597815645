import { asRecord, BridgeError, type BridgeErrorCode, isName } from '@drawbridge/core'
import type { Body } from './wire.js'

/** What the published web host says where it lost the text; the text stands in the description then. */
const LOST = 'Unknown error'

const numbers: { readonly [C in BridgeErrorCode]?: number } = {
  INVALID_PAYLOAD: 400,
  NOT_ALLOWED: 401,
  UNAUTHORIZED: 401,
  NO_HANDLER: 404,
  UNSUPPORTED: 404,
}

/** A Boxo answer is an error if it has this key, whatever the value. */
export function isErrorBody(data: Body): boolean {
  return Object.hasOwn(data, 'error_type')
}

/**
 * What a host answered as an error. Its own code wins; a free `error_type`, as native host apps choose them, is the
 * code; the rest is the failure of a handler.
 */
export function fromErrorBody(data: Body): BridgeError {
  const { error_type: kind, error_data: told } = data
  const details = asRecord(told)
  const standard: Record<string, string> = {
    client_error: 'HANDLER_FAILED',
    api_error: 'HANDLER_FAILED',
    auth_error: 'UNAUTHORIZED',
  }
  const code = isName(details.code, 64)
    ? details.code
    : isName(kind, 64)
      ? Object.hasOwn(standard, kind)
        ? (standard[kind] as string)
        : kind
      : 'HANDLER_FAILED'
  return new BridgeError(code, textOf(told, code), {
    stage: 'received',
    outcome: code === 'HANDLER_FAILED' ? 'unknown' : 'none',
    data,
  })
}

function textOf(told: unknown, code: string): string {
  const {
    error_reason: reason,
    error_msg: message,
    error_description: description,
  } = asRecord(told)
  const texts = [told, reason === LOST ? undefined : reason, message, description, reason]
    .flat()
    .filter((text) => isName(text, 10_000))
  return texts[0] ?? `The host answered with an error: ${code}`
}

/** How a host of ours answers with an error, so that every reader of Boxo's wire finds the text. */
export function toErrorBody({ code, message, data }: BridgeError, isAuth = false): Body {
  const number = Object.hasOwn(numbers, code) ? numbers[code as BridgeErrorCode] : undefined
  return {
    error_type: isAuth ? 'auth_error' : 'client_error',
    error_data: {
      error_code: number ?? 500,
      error_reason: message,
      error_description: isAuth ? [message] : message,
      code,
      ...(data !== undefined && { data }),
    },
  }
}
