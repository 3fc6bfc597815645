import { invalid } from './check.js'
import { fromBase64, toBytes } from './encoding.js'

export const hashes = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const
export const curves = ['P-256', 'P-384', 'P-521'] as const

export type Hash = (typeof hashes)[number]
export type Curve = (typeof curves)[number]

export interface KeyOptions {
  readonly algorithm: 'HMAC' | 'RSA' | 'ECDSA'
  readonly hash: Hash
  /**
   * HMAC: the secret, as text (its UTF-8 bytes) or bytes. RSA and ECDSA: the private key to sign, the public key to
   * verify, as PEM text or DER bytes (PKCS #8, and SPKI).
   */
  readonly key: string | Uint8Array
  /** Of an ECDSA key. @default 'P-256' */
  readonly curve?: Curve
}

/** @throws {BridgeError} `INVALID_PAYLOAD` that never holds any of the key. */
export async function importKey(options: KeyOptions, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const { algorithm, hash, key, curve = 'P-256' } = options
  if (algorithm === 'HMAC') {
    const bytes = typeof key === 'string' ? toBytes(key) : key
    // Whoever signs with nothing is believed by whoever checks with nothing.
    if (typeof key === 'string' ? key.trim() === '' : bytes.length === 0)
      throw invalid('key', 'must not be empty')
    return crypto.subtle.importKey('raw', copy(bytes), { name: 'HMAC', hash }, false, [use])
  }
  const format = use === 'sign' ? 'pkcs8' : 'spki'
  const bytes = typeof key === 'string' ? readPem(key, use) : key
  const parameters =
    algorithm === 'RSA' ? { name: 'RSASSA-PKCS1-v1_5', hash } : { name: 'ECDSA', namedCurve: curve }
  try {
    return await crypto.subtle.importKey(format, copy(bytes), parameters, false, [use])
  } catch (cause) {
    const kind = algorithm === 'RSA' ? 'an RSA key' : `an ECDSA key on the curve ${curve}`
    throw invalid(
      'key',
      `is not ${kind} of the kind needed to ${use}. Check algorithm and curve`,
      cause,
    )
  }
}

/** The parameters for `crypto.subtle.sign` and `verify`. */
export function signParameters({
  algorithm,
  hash,
}: KeyOptions): { readonly name: string } | { readonly name: string; readonly hash: string } {
  if (algorithm === 'ECDSA') return { name: 'ECDSA', hash }
  return { name: algorithm === 'RSA' ? 'RSASSA-PKCS1-v1_5' : 'HMAC' }
}

function readPem(text: string, use: 'sign' | 'verify'): Uint8Array {
  const label = use === 'sign' ? 'PRIVATE KEY' : 'PUBLIC KEY'
  const [, found, body = ''] =
    /-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END \1-----/.exec(text) ?? []
  if (found === undefined) throw invalid('key', `must be PEM text with "BEGIN ${label}", or bytes`)
  if (found === 'ENCRYPTED PRIVATE KEY')
    throw invalid('key', 'is encrypted. Decrypt it first: openssl pkcs8 -in key.pem -out plain.pem')
  if (found !== label) {
    const command =
      use === 'sign'
        ? 'openssl pkcs8 -topk8 -nocrypt -in key.pem'
        : 'openssl pkey -pubin -in key.pem'
    throw invalid('key', `is a ${found}; needed is a ${label}. Convert it: ${command}`)
  }
  const bytes = fromBase64(body.replace(/\s/g, ''))
  if (!bytes) throw invalid('key', 'is no PEM: what stands between its lines is not base64')
  return bytes
}

/** WebCrypto's types want bytes that are not shared with another thread. */
function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes)
}
