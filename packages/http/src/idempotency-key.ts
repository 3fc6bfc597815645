import { invalid } from './check.js'

/**
 * A key as the header `Idempotency-Key` carries it: a quoted string of a structured field.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD`
 */
export function encodeKey(key: unknown): string {
  if (typeof key !== 'string' || !/^[ -~]{1,256}$/.test(key))
    throw invalid('key', 'must be a text of 1 to 256 printable ASCII characters')
  return `"${key.replace(/[\\"]/g, '\\$&')}"`
}

/** The key in a header, or `undefined` where it is not written as one. Keys without quotes are common, so they count. */
export function decodeKey(header: string): string | undefined {
  if (/^[\w!#$%&'*+.^`|~:/-]{1,256}$/.test(header)) return header
  const quoted = /^"((?:[ !#-[\]-~]|\\[\\"]){1,256})"$/.exec(header.trim())
  return quoted?.[1]?.replace(/\\(.)/g, '$1')
}
