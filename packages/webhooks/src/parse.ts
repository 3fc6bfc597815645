import { parse as parseLossless } from 'lossless-json'
import type { Bytes } from './bytes.js'
import { Refusal } from './refusal.js'

export type BodyKind = 'json' | 'form' | 'empty'

export interface ParsedBody {
  readonly kind: BodyKind
  /** As decoded: the text that was parsed. */
  readonly text: string
  readonly value: unknown
  /** The same with integers beyond 2^53 as text, since rounding makes one id of two. */
  readonly exact: unknown
}

/** @throws {Refusal} for a content type that is neither JSON nor a form, invalid UTF-8, or broken JSON. */
export function parseBody(
  bytes: Bytes,
  contentType: string | null,
  formField?: string,
): ParsedBody {
  const kind = bytes.length === 0 ? 'empty' : kindOf(contentType)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Refusal('body-unparseable', 'it is not valid UTF-8', cause)
  }
  return parseText(kind, text, formField)
}

export function parseText(kind: BodyKind, text: string, formField?: string): ParsedBody {
  if (kind === 'empty') return { kind, text, value: undefined, exact: undefined }
  if (kind === 'json') return { kind, text, ...parseJson(text) }
  const form = parseForm(text)
  if (formField === undefined) return { kind, text, value: form, exact: form }
  const field = Object.hasOwn(form, formField) ? form[formField] : undefined
  if (typeof field !== 'string')
    throw new Refusal('body-unparseable', `the form has no single field "${formField}"`)
  return { kind, text, ...parseJson(field) }
}

function kindOf(contentType: string | null): BodyKind {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  if (!type || /^[\w.+-]+\/(?:[\w.-]+\+)?json$/.test(type)) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  throw new Refusal('wrong-content-type', `"${type}" is neither JSON nor a form`)
}

function parseJson(text: string): { value: unknown; exact: unknown } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The error of JSON.parse quotes the body, which is not for the log.
    throw new Refusal('body-unparseable', 'it is not JSON')
  }
  if (!/\d{16}/.test(text)) return { value, exact: value }
  try {
    const exact = parseLossless(text, null, {
      parseNumber: (digits) =>
        /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? digits : Number(digits),
      onDuplicateKey: ({ newValue }) => newValue,
    })
    return { value, exact }
  } catch {
    // JSON.parse takes any depth; the lossless parser recurses.
    throw new Refusal('id-unreadable', 'it is nested too deeply beside long numbers')
  }
}

/** A repeated parameter becomes a list, so that it is no longer a single text that could be an id. */
function parseForm(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  for (const [key, value] of new URLSearchParams(text)) {
    const known = form[key]
    // In place: a copy for each of very many would stop the server, and anybody may send them.
    if (Array.isArray(known)) known.push(value)
    else form[key] = known === undefined ? value : [known, value]
  }
  return form
}
