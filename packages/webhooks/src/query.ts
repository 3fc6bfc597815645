import { BridgeError } from '@drawbridge/core/errors'

/** A singular query of RFC 9535, compiled: names of members and positions in arrays. */
export interface Query {
  readonly text: string
  readonly segments: readonly (string | number)[]
}

const blank = /[ \t\n\r]*/y
const shorthand =
  /[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][\w\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*/uy
const index = /0|-?[1-9][0-9]*/y
const escaped =
  '\\\\(?:[bfnrt/\\\\QUOTE]|u(?:[0-9A-Ca-cEFef][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2}|[Dd][89ABab][0-9A-Fa-f]{2}\\\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}))'
const quoted = (quote: string): RegExp =>
  new RegExp(
    `${quote}(?:[^${quote}\\\\\\u0000-\\u001f\\ud800-\\udfff]|${escaped.replace('QUOTE', quote)})*${quote}`,
    'uy',
  )
const doubleQuoted = quoted('"')
const singleQuoted = quoted("'")

/**
 * Compiles a query that selects at most one value: `$`, `.name`, `['name']`, `[0]`, `[-1]`.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for anything else, wildcards, slices and filters included.
 */
export function compileQuery(text: string): Query {
  if (!text.startsWith('$')) throw refuse(text, 0, 'A query begins with $')
  const segments: (string | number)[] = []
  let at = 1
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [match] = pattern.exec(text) ?? []
    at += match?.length ?? 0
    return match
  }
  while (at < text.length) {
    take(blank)
    if (text[at] === '.') {
      at += 1
      const name = take(shorthand)
      if (name === undefined) throw refuse(text, at - 1, 'A name follows the dot')
      segments.push(name)
    } else if (text[at] === '[') {
      at += 1
      take(blank)
      segments.push(selector())
      take(blank)
      if (text[at] !== ']') throw refuse(text, at, 'A bracket holds one name or one index')
      at += 1
    } else {
      throw refuse(text, at, 'A dot or a bracket is expected')
    }
  }
  return { text, segments }

  function selector(): string | number {
    const double = take(doubleQuoted)
    if (double !== undefined) return JSON.parse(double) as string
    const single = take(singleQuoted)
    if (single !== undefined) {
      const inner = single.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')
      return JSON.parse(`"${inner}"`) as string
    }
    const position = Number(take(index) ?? Number.NaN)
    if (Number.isSafeInteger(position)) return position
    throw refuse(text, at, 'A bracket holds one quoted name or one index')
  }
}

/**
 * Compiles what a definition may write where a path is expected: a query, or bare names with dots
 * (`event.type` for `$.event.type`), each of which may hold any character but a dot.
 */
export function compilePath(text: string): Query {
  if (text.startsWith('$')) return compileQuery(text)
  const names = text.split('.')
  if (names.includes('') || text.includes('['))
    throw refuse(text, 0, 'A path without $ is names with dots between them')
  return { text, segments: names }
}

/** The value that the query selects, by own properties only; undefined where there is none. */
export function readQuery(query: Query, document: unknown): unknown {
  let value = document
  for (const segment of query.segments) {
    if (typeof value !== 'object' || value === null) return
    if (typeof segment === 'number') {
      if (!Array.isArray(value)) return
      value = value.at(segment)
    } else {
      if (Array.isArray(value) || !Object.hasOwn(value, segment)) return
      value = (value as Record<string, unknown>)[segment]
    }
  }
  return value
}

function refuse(text: string, at: number, rule: string): BridgeError {
  const rest = text.slice(at)
  const isPlural = /^(?:\.[.*]|\s*[*?:,])/.test(rest)
  const why = isPlural ? 'It is not a singular query, which selects one value' : rule
  return new BridgeError(
    'INVALID_PAYLOAD',
    `The query ${JSON.stringify(text)} cannot be used: ${why} (at character ${at + 1}). Write for example $.data.id or $.items[0]['name']`,
    { data: { query: text, at } },
  )
}
