import { invalid } from './check.js'
import { type Clock, systemClock } from './clock.js'
import { fromDer, toDer } from './ecdsa-der.js'
import { fromBase64, fromHex, toBase64, toBytes, toHex } from './encoding.js'
import { decodeText } from './read-body.js'
import { curves, hashes, importKey, type KeyOptions, signParameters } from './signing-keys.js'
import { createTemplate } from './template.js'

export type { Curve, Hash } from './signing-keys.js'

const places = [
  'timestamp',
  'nonce',
  'identity',
  'client_id',
  'merchant_id',
  'request_method',
  'url',
  'payload',
] as const

/** How requests are signed, as data: what a platform's dashboard shows, in one object. */
export interface SigningOptions extends KeyOptions {
  /** What is signed. Places: `{timestamp} {nonce} {identity} {client_id} {merchant_id} {request_method} {url} {payload}`. @default '{payload}' */
  readonly payload?: string
  /** What the signature's header says. @default '{signature}' */
  readonly signature?: string
  /** @default 'base64' */
  readonly encoding?: 'base64' | 'hex'
  /** How an ECDSA signature is written: as most libraries do, or as two plain numbers. @default 'der' */
  readonly ecdsaFormat?: 'der' | 'raw'
  /** The names of the headers; `null` leaves one out. */
  readonly headers?: Readonly<Partial<Record<SigningHeader, string | null>>>
  /** @default 'seconds' */
  readonly timespec?: 'seconds' | 'milliseconds'
  /** Characters of the nonce; 0 for none. @default 0 */
  readonly nonceLength?: number
  readonly identity?: string
  readonly merchantId?: string
}

export type SigningHeader =
  | 'signature'
  | 'timestamp'
  | 'nonce'
  | 'identity'
  | 'clientId'
  | 'merchantId'

const defaultHeaders: Readonly<Record<SigningHeader, string>> = {
  signature: 'X-Signature',
  timestamp: 'X-Timestamp',
  nonce: 'X-Nonce',
  identity: 'X-Identity',
  clientId: 'X-Client-Id',
  merchantId: 'X-Merchant-Id',
}

export interface SignedRequest {
  readonly method: string
  readonly url: string
  /** The body exactly as it is sent. */
  readonly body: string | Uint8Array
  readonly clientId: string
}

/** The headers that sign one request. */
export type Signer = (request: SignedRequest) => Promise<Record<string, string>>

export type Verdict =
  | { readonly ok: true; readonly nonce?: string }
  /** Why not, for a log: never what was expected. */
  | { readonly ok: false; readonly reason: string }

export type Verifier = (request: SignedRequest & { readonly headers: Headers }) => Promise<Verdict>

/**
 * @throws {BridgeError} `INVALID_PAYLOAD` for options that cannot be right. A key is looked at with the first signature.
 */
export function createSigner(
  options: SigningOptions,
  clock: Pick<Clock, 'now'> = systemClock,
): Signer {
  const scheme = createScheme(options)
  let key: Promise<CryptoKey> | undefined
  return async (request) => {
    key ??= importKey(options, 'sign')
    const nonce = createNonce(options.nonceLength ?? 0)
    const timestamp = String(
      options.timespec === 'milliseconds' ? clock.now() : Math.floor(clock.now() / 1_000),
    )
    const text = scheme.text(request, timestamp, nonce)
    const raw = await crypto.subtle.sign(signParameters(options), await key, text)
    const values: Record<SigningHeader, string | undefined> = {
      signature: decodeText(
        scheme.signature.fill({ signature: scheme.encode(new Uint8Array(raw)) }),
      ),
      timestamp,
      nonce: nonce || undefined,
      identity: options.identity,
      clientId: request.clientId,
      merchantId: options.merchantId,
    }
    const headers: Record<string, string> = {}
    for (const [part, value] of Object.entries(values)) {
      const name = scheme.headers[part as SigningHeader]
      if (name && value !== undefined) headers[name] = value
    }
    return headers
  }
}

/**
 * @param tolerance How many milliseconds a signed timestamp may differ from now, in both directions. It counts where
 * the signed text holds `{timestamp}`. Default 300_000.
 */
export function createVerifier(
  options: SigningOptions,
  {
    tolerance = 300_000,
    clock = systemClock,
  }: { tolerance?: number; clock?: Pick<Clock, 'now'> } = {},
): Verifier {
  const scheme = createScheme(options)
  let key: Promise<CryptoKey> | undefined
  const no = (reason: string): Verdict => ({ ok: false, reason })
  return async (request) => {
    key ??= importKey(options, 'verify')
    const read = (part: SigningHeader): string => {
      const name = scheme.headers[part]
      return (name && request.headers.get(name)) || ''
    }
    const [header, timestamp, nonce] = [read('signature'), read('timestamp'), read('nonce')]
    if (!header) return no(`the header ${scheme.headers.signature} is missing`)
    if (scheme.isTimed) {
      if (!/^\d{1,15}$/.test(timestamp)) return no('the timestamp is missing or no number')
      const at = Number(timestamp) * (options.timespec === 'milliseconds' ? 1 : 1_000)
      if (Math.abs(clock.now() - at) > tolerance) return no('the timestamp is too old or too new')
    }
    if (scheme.hasNonce && !nonce) return no('the nonce is missing')
    const encoded = unwrap(header, options.signature ?? '{signature}')
    const signature = encoded === undefined ? undefined : scheme.decode(encoded)
    if (!signature) return no('the signature is not written as agreed')
    const text = scheme.text(request, timestamp, nonce)
    const isRight = await crypto.subtle.verify(signParameters(options), await key, signature, text)
    if (!isRight) return no('the signature is wrong')
    return { ok: true, ...(scheme.hasNonce && { nonce }) }
  }
}

interface Scheme {
  readonly headers: Readonly<Record<SigningHeader, string | null>>
  readonly signature: ReturnType<typeof createTemplate>
  readonly isTimed: boolean
  readonly hasNonce: boolean
  text(request: SignedRequest, timestamp: string, nonce: string): Uint8Array<ArrayBuffer>
  encode(raw: Uint8Array): string
  decode(text: string): Uint8Array<ArrayBuffer> | undefined
}

function createScheme(options: SigningOptions): Scheme {
  const { algorithm, hash, curve = 'P-256', encoding = 'base64', ecdsaFormat = 'der' } = options
  requireOneOf(algorithm, ['HMAC', 'RSA', 'ECDSA'], 'algorithm')
  requireOneOf(hash, hashes, 'hash')
  requireOneOf(curve, curves, 'curve')
  requireOneOf(encoding, ['base64', 'hex'], 'encoding')
  requireOneOf(ecdsaFormat, ['der', 'raw'], 'ecdsaFormat')
  requireOneOf(options.timespec ?? 'seconds', ['seconds', 'milliseconds'], 'timespec')
  if (!options.key) throw invalid('key', 'must not be empty')
  const template = createTemplate(options.payload ?? '{payload}', places, 'payload')
  if (!template.names.includes('payload'))
    throw invalid('payload', 'must hold {payload}: else any body would do')
  const signature = createTemplate(options.signature ?? '{signature}', ['signature'], 'signature')
  if (signature.names.length !== 1) throw invalid('signature', 'must hold {signature} once')
  const hasNonce = template.names.includes('nonce')
  if (hasNonce && !options.nonceLength)
    throw invalid('nonceLength', 'must be 1 or more where the signed text holds {nonce}')
  const isDer = algorithm === 'ECDSA' && ecdsaFormat === 'der'
  const half = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }[curve]
  const headers = { ...defaultHeaders, ...options.headers }
  return {
    headers,
    signature,
    isTimed: template.names.includes('timestamp'),
    hasNonce,
    text: ({ method, url, body, clientId }, timestamp, nonce) =>
      template.fill({
        timestamp,
        nonce,
        identity: options.identity ?? '',
        client_id: clientId,
        merchant_id: options.merchantId ?? '',
        request_method: method,
        url,
        payload: typeof body === 'string' ? toBytes(body) : body,
      }),
    encode(raw) {
      const bytes = isDer ? toDer(raw) : raw
      return encoding === 'hex' ? toHex(bytes) : toBase64(bytes)
    },
    decode(text) {
      const bytes = encoding === 'hex' ? fromHex(text) : fromBase64(text)
      return bytes && isDer ? fromDer(bytes, half) : bytes
    },
  }
}

function requireOneOf(value: unknown, known: readonly string[], field: string): void {
  if (known.includes(value as string)) return
  const hint =
    field === 'hash' && /^(MD5|SHA-?224)$/i.test(String(value))
      ? `; ${String(value)} does not exist in WebCrypto`
      : ''
  throw invalid(field, `must be one of ${known.join(', ')}${hint}`)
}

/** What stands in the place of `{signature}`, or `undefined` when something else stands around it. */
function unwrap(header: string, template: string): string | undefined {
  const [before = '', after = ''] = template.split('{signature}')
  if (header.length < before.length + after.length) return
  if (!header.startsWith(before) || !header.endsWith(after)) return
  return header.slice(before.length, header.length - after.length)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function createNonce(length: number): string {
  const random = crypto.getRandomValues(new Uint8Array(length))
  return [...random].map((byte) => LETTERS[byte & 63]).join('')
}
