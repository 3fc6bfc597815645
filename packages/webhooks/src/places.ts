import type { Place } from './definition.js'
import { compilePath, readQuery } from './query.js'

/** What values can be read from. `body` is the exact one, see {@link ParsedBody}. */
export interface Readable {
  readonly body: unknown
  readonly headers: Headers
  readonly query: URLSearchParams
}

/** Reads one text, or undefined for what is absent, empty, or neither text nor number. */
export type ReadText = (from: Readable) => string | undefined

/** Compiles a place of a definition that has been checked. */
export function compilePlace({ source, path }: Place): ReadText {
  if (source === 'header') return ({ headers }) => headers.get(path)?.trim() || undefined
  if (source === 'query') return ({ query }) => query.get(path) || undefined
  const query = compilePath(path)
  return ({ body }) => toText(readQuery(query, body))
}

export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value || undefined
  if (typeof value === 'number') return String(value)
  return
}
