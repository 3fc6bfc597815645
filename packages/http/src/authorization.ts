import { invalid, requireText } from './check.js'
import { fromBase64, toBase64, toBytes } from './encoding.js'
import { decodeText } from './read-body.js'

/** Who a server is to another: `Authorization: <prefix> base64(id:secret)`. */
export interface Credentials {
  readonly id: string
  readonly secret: string
  /** @default 'Basic' */
  readonly prefix?: string
}

/** @throws {BridgeError} `INVALID_PAYLOAD` */
export function authorizationHeader(
  { id, secret, prefix = 'Basic' }: Credentials,
  field = 'credentials',
): string {
  requireText(id, `${field}.id`)
  requireText(secret, `${field}.secret`, 4_096)
  if (id.includes(':')) throw invalid(`${field}.id`, 'must not hold a colon: it ends there')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(prefix)) throw invalid(`${field}.prefix`, 'must be one word')
  return `${prefix} ${toBase64(toBytes(`${id}:${secret}`))}`
}

/** What an `Authorization` header holds, or `undefined`. The prefix is matched without case, as HTTP has it. */
export function parseAuthorization(
  header: string | null,
  prefix: string,
): { readonly id: string; readonly secret: string } | undefined {
  const [scheme, encoded, ...rest] = header?.split(' ') ?? []
  if (scheme?.toLowerCase() !== prefix.toLowerCase() || !encoded || rest.length > 0) return
  const bytes = fromBase64(encoded)
  const text = bytes && decodeText(bytes)
  const colon = text?.indexOf(':') ?? -1
  if (!text || colon < 1) return
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

/** Compares without telling by its duration how much was right. */
export async function isSameSecret(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all(
    [a, b].map(
      async (text) => new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(text))),
    ),
  )
  let difference = 0
  left?.forEach((byte, index) => {
    difference |= byte ^ (right?.[index] ?? 0)
  })
  return difference === 0
}
