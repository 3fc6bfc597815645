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

/** What stands in the way, and where: `path` is built from the inside out, so that valid input costs nothing. */
interface Problem {
  path: string
  what: string
}

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value)
  // One step up and no further: true for plain objects of any realm, frames included.
  return proto === null || Object.getPrototypeOf(proto) === null
}

function findCycle(ancestors: readonly object[]): boolean {
  return new Set(ancestors).size < ancestors.length
}

function check(value: unknown, ancestors: object[]): Problem | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      return Number.isFinite(value) ? undefined : { path: '', what: String(value) }
    case 'object':
      break
    default:
      return {
        path: '',
        what: `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`,
      }
  }
  if (value === null) return
  if (ancestors.length >= MAX_DEPTH)
    return {
      path: '',
      what: findCycle(ancestors) ? 'a cycle' : `deeper than ${MAX_DEPTH} levels`,
    }
  ancestors.push(value)
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const problem = check(value[i], ancestors)
      if (problem) return { path: `[${i}]${problem.path}`, what: problem.what }
    }
  } else {
    if (!isPlain(value)) {
      const name: unknown = value.constructor?.name
      return { path: '', what: typeof name === 'string' && name ? `a ${name}` : 'a class instance' }
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__') return { path: '.__proto__', what: 'a key that changes prototypes' }
      const member = (value as Record<string, unknown>)[key]
      if (member === undefined) continue
      const problem = check(member, ancestors)
      if (problem) return { path: `.${key}${problem.path}`, what: problem.what }
    }
  }
  ancestors.pop()
  return
}

// A cycle is only seen once it is 256 levels deep: say the way once, not two hundred times.
function shorten(path: string): string {
  return path.length > 120 ? `${path.slice(0, 60)}…` : path
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
  let problem: Problem | undefined
  try {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const key of Object.keys(value))
        if (key.startsWith('$')) problem = { path: `.${key}`, what: 'a reserved key' }
    problem ??= check(value, [])
    if (!problem) return JSON.stringify(value)
  } catch (cause) {
    throw new BridgeError(
      'INVALID_PAYLOAD',
      `Cannot send ${field}: reading it throws. Send plain data without getters or proxies that throw`,
      { cause },
    )
  }
  const path = shorten(field + problem.path)
  throw new BridgeError(
    'INVALID_PAYLOAD',
    `Cannot send ${path}: it is ${problem.what}. Send JSON: text, finite numbers, booleans, null, arrays, plain objects`,
    { data: { path } },
  )
}

/** `value` as JSON text with sorted members: equal for equal data, whatever order it was written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  )
}
