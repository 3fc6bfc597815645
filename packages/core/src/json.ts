import { BridgeError } from './errors.js'

/** A value that is the same on every transport. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** Nesting that every engine and every native JSON library can read. */
const MAX_DEPTH = 256

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value)
  // One step up and no further: true for plain objects of any realm, frames included.
  return proto === null || Object.getPrototypeOf(proto) === null
}

/** What `value` is if it is not JSON; then `way` has the steps to it, added on the way back. */
function faultOf(value: unknown, way: string[], depth: number): string | undefined {
  const kind = typeof value
  if (kind === 'string' || kind === 'boolean' || value === null) return
  if (kind === 'number') return Number.isFinite(value) ? undefined : String(value)
  if (kind !== 'object') return value === undefined ? kind : `a ${kind}`
  if (depth === MAX_DEPTH) return `a cycle or deeper than ${MAX_DEPTH} levels`
  const isList = Array.isArray(value)
  if (!isList && !isPlain(value as object))
    return `a ${value?.constructor?.name || 'class instance'}`
  const members = value as Record<string | number, unknown>
  const keys = isList ? value : Object.keys(members)
  for (let i = 0; i < keys.length; i++) {
    const key = isList ? i : (keys[i] as string)
    const member = members[key]
    if (member === undefined && !isList) continue
    const isReserved = key === '__proto__' || (depth === 0 && !isList && (key as string)[0] === '$')
    const fault = isReserved ? 'a reserved key' : faultOf(member, way, depth + 1)
    if (!fault) continue
    way.splice(1, 0, isList ? `[${key}]` : `.${key}`)
    return fault
  }
  return
}

/**
 * The JSON text of `value`, as every transport carries it. `undefined` becomes `null`, members that are
 * `undefined` are left out.
 *
 * @param field What the value is to the caller, for the message: `payload`, `reply`.
 * @throws {BridgeError} `INVALID_PAYLOAD`, with the path in the message and in `data.path`, for what JSON
 * cannot carry unchanged: functions, symbols, BigInt, NaN, infinities, `undefined` in an array, Date, Map
 * and other class instances, cycles, over 256 levels, a key `__proto__`, a key that starts with `$` at the
 * top (reserved).
 */
export function encodeJson(value: unknown, field: string): string {
  if (value === undefined) return 'null'
  const way = [field]
  let fault: string | undefined
  let cause: unknown
  try {
    fault = faultOf(value, way, 0)
    if (!fault) return JSON.stringify(value)
  } catch (thrown) {
    fault = 'data whose reading throws'
    cause = thrown
  }
  // Of a cycle the way is long and says the same again and again.
  const path = way.join('').slice(0, 120)
  throw new BridgeError('INVALID_PAYLOAD', `${path} is ${fault}. Send plain JSON`, {
    data: { path },
    cause,
  })
}

/** `value` as JSON text with sorted members: equal for equal data, whatever order it was written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  )
}
