import { type Bytes, decodeBase64, decodeHex } from './bytes.js'
import type { HmacVerification } from './definition.js'
import { Refusal } from './refusal.js'
import { secretBytes, secretTexts } from './secrets.js'
import { compileSignedPayload } from './signed-payload.js'
import { readTimestamp } from './timestamp.js'
import type { Signed, Verify } from './verifier.js'

const MAX_SIGNATURES = 16
const MAX_KEYS = 256
const DEFAULT_TOLERANCE_S = 300

export function compileHmac(rule: HmacVerification): Verify {
  const pairs = rule.pairs ?? [
    { headerName: rule.headerName as string, secretKey: rule.secretKey as string },
  ]
  const payloadOf = compileSignedPayload(rule.signedPayload ?? '{body}')
  const importKey = keyRing(rule.type === 'hmac-sha256' ? 'SHA-256' : 'SHA-1')
  const isTimed = Boolean(
    rule.timestampHeader ?? rule.timestamp?.headerName ?? rule.timestamp?.field,
  )

  return async (signed, secretOf) => {
    const given = pairs.flatMap(({ headerName, secretKey }) => {
      const header = signed.headers.get(headerName)
      return header === null ? [] : [{ header, secretKey }]
    })
    if (given.length === 0)
      throw new Refusal(
        'signature-missing',
        `no header ${pairs.map(({ headerName }) => headerName).join(' or ')}`,
      )
    const read = given.map(({ header, secretKey }) => ({
      secretKey,
      ...readSignatures(rule, header),
    }))
    if (read.every(({ signatures }) => signatures.length === 0))
      throw new Refusal('signature-malformed', describeShape(rule))
    const timestamp = isTimed ? checkTime(rule, signed, read[0]?.timestamp) : undefined
    const id = rule.idHeader && (signed.headers.get(rule.idHeader) ?? undefined)
    if (rule.idHeader && !id) throw new Refusal('id-missing', `no header ${rule.idHeader}`)
    const payload = payloadOf({ body: signed.body, timestamp, id: id || undefined })
    // Every key meets every signature, so that the time does not tell which of them was close.
    let isRight = false
    for (const { secretKey, signatures } of read) {
      for (const text of secretTexts(secretKey, secretOf(secretKey))) {
        const key = await importKey(secretBytes(secretKey, text, rule), text)
        for (const signature of signatures)
          if (await crypto.subtle.verify('HMAC', key, signature, payload)) isRight = true
      }
    }
    if (!isRight) throw new Refusal('signature-wrong', 'the body, the secret or the scheme differ')
  }
}

interface ReadHeader {
  readonly signatures: readonly Bytes[]
  readonly timestamp: string | undefined
}

/** Signatures that cannot be decoded are left out: beside a right one they may be of a later scheme. */
function readSignatures(rule: HmacVerification, header: string): ReadHeader {
  const decode = rule.encoding === 'base64' ? decodeBase64 : decodeHex
  const { separator, field, fieldSeparator = '=' } = rule.signature ?? {}
  const items = separator === undefined ? [header] : header.split(separator)
  if (items.length > MAX_SIGNATURES)
    throw new Refusal('signature-malformed', `more than ${MAX_SIGNATURES} items`)
  const fieldsOf = (name: string): string[] =>
    items.flatMap((item) => {
      const start = `${name}${fieldSeparator}`
      const text = item.trim()
      return text.startsWith(start) ? [text.slice(start.length)] : []
    })
  const texts = field === undefined ? items.map((item) => item.trim()) : fieldsOf(field)
  const { field: timeField } = rule.timestamp ?? {}
  return {
    signatures: texts.flatMap((text) => {
      const bare = stripPrefix(rule, text)
      return (bare === undefined ? undefined : decode(bare)) ?? []
    }),
    timestamp: timeField === undefined ? undefined : fieldsOf(timeField)[0],
  }
}

function stripPrefix({ prefix, type }: HmacVerification, text: string): string | undefined {
  if (prefix !== undefined) return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
  const usual = type === 'hmac-sha256' ? 'sha256=' : 'sha1='
  return text.startsWith(usual) ? text.slice(usual.length) : text
}

function checkTime(rule: HmacVerification, signed: Signed, field: string | undefined): string {
  const {
    headerName = rule.timestampHeader,
    format,
    tolerance = DEFAULT_TOLERANCE_S,
  } = rule.timestamp ?? {}
  const text = headerName === undefined ? field : (signed.headers.get(headerName) ?? undefined)
  if (!text) throw new Refusal('timestamp-missing', `no ${headerName ?? rule.timestamp?.field}`)
  const time = readTimestamp(text, format)
  if (time === undefined)
    throw new Refusal('timestamp-malformed', `"${text.slice(0, 40)}" is no ${format ?? 'time'}`)
  const age = (signed.now - time) / 1_000
  if (age > tolerance) throw new Refusal('timestamp-stale', `${Math.round(age)} s old`)
  if (age < -tolerance) throw new Refusal('timestamp-future', `${Math.round(-age)} s ahead`)
  return text
}

function describeShape({ encoding = 'hex', prefix, signature }: HmacVerification): string {
  const field = signature?.field === undefined ? '' : ` in a field "${signature.field}"`
  const start = prefix === undefined ? '' : ` that begins with "${prefix}"`
  return `no ${encoding} text${start}${field}`
}

/** Keeps imported keys, since importing costs about as much as verifying. */
function keyRing(hash: string): (bytes: Bytes, name: string) => Promise<CryptoKey> {
  const keys = new Map<string, Promise<CryptoKey>>()
  return (bytes, name) => {
    let key = keys.get(name)
    if (!key) {
      if (keys.size >= MAX_KEYS) keys.delete(keys.keys().next().value as string)
      key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash }, false, ['verify'])
      keys.set(name, key)
    }
    return key
  }
}
