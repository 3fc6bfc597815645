import { type Bytes, concatBytes, encodeBase64, encodeHex, encodeText } from './bytes.js'
import { checkDefinition } from './check.js'
import type { HmacVerification, WebhookDefinition } from './definition.js'
import { secretBytes } from './secrets.js'
import { compileSignedPayload } from './signed-payload.js'
import { writeTimestamp } from './timestamp.js'

export interface SampleOptions {
  /** The secret; with `pairs` that of the first pair. */
  readonly secret: string
  readonly body: string | Uint8Array
  /** @default 'application/json' */
  readonly contentType?: string
  /** Milliseconds since 1970. @default now */
  readonly time?: number
  /** For definitions with an `idHeader`. @default a random one */
  readonly id?: string
  /** More headers, like the one with the name of the event. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Makes the request that a provider of this definition would send.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a wrong definition.
 */
export async function signSample(
  url: string,
  definition: WebhookDefinition,
  options: SampleOptions,
): Promise<Request> {
  const { verification } = checkDefinition(definition)
  const body =
    typeof options.body === 'string' ? encodeText(options.body) : concatBytes([options.body])
  const headers = new Headers(options.headers)
  if (!headers.has('content-type'))
    headers.set('content-type', options.contentType ?? 'application/json')
  if (verification.type === 'header-token') {
    const [prefix = ''] = [verification.prefix ?? ''].flat().toReversed()
    headers.set(verification.headerName, `${prefix}${options.secret}`)
  } else if (verification.type !== 'none') {
    await sign(headers, body, verification, options)
  }
  return new Request(url, { method: 'POST', headers, body })
}

async function sign(
  headers: Headers,
  body: Bytes,
  rule: HmacVerification,
  { secret, time = Date.now(), id = `msg_${crypto.randomUUID()}` }: SampleOptions,
): Promise<void> {
  const [pair] = rule.pairs ?? [rule]
  const headerName = pair?.headerName as string
  const hash = rule.type === 'hmac-sha256' ? 'SHA-256' : 'SHA-1'
  const { format, field: timeField } = rule.timestamp ?? {}
  const timestamp = writeTimestamp(time, format)
  const timeHeader = rule.timestamp?.headerName ?? rule.timestampHeader
  if (timeHeader !== undefined) headers.set(timeHeader, timestamp)
  if (rule.idHeader !== undefined && !headers.has(rule.idHeader)) headers.set(rule.idHeader, id)
  const payload = compileSignedPayload(rule.signedPayload ?? '{body}')({
    body,
    timestamp,
    id: rule.idHeader === undefined ? undefined : (headers.get(rule.idHeader) ?? id),
  })
  const key = await crypto.subtle.importKey(
    'raw',
    secretBytes('secret', secret, rule),
    { name: 'HMAC', hash },
    false,
    ['sign'],
  )
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, payload))
  const text = rule.encoding === 'base64' ? encodeBase64(bytes) : encodeHex(bytes)
  const prefix = rule.prefix ?? (rule.type === 'hmac-sha256' ? 'sha256=' : 'sha1=')
  const { separator = '', field, fieldSeparator = '=' } = rule.signature ?? {}
  const signature = `${field === undefined ? '' : field + fieldSeparator}${prefix}${text}`
  headers.set(
    headerName,
    timeField === undefined
      ? signature
      : `${timeField}${fieldSeparator}${timestamp}${separator}${signature}`,
  )
}
