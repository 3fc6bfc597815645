import { type Bytes, sha256Hex } from './bytes.js'
import type { TransactionId, TransactionPaths } from './definition.js'
import { compilePlace, type Readable, type ReadText } from './places.js'

export type ReadTransactionId = (
  event: string,
  from: Readable,
  bytes: Bytes,
) => Promise<string | undefined>

/** Compiles how a delivery is told from its repetitions. */
export function compileTransactionId(rule: TransactionId | undefined): ReadTransactionId {
  if (!rule) return async () => undefined
  const general = compilePaths(rule)
  const overrides = new Map(
    Object.entries(rule.overrides ?? {}).map(([event, paths]) => [
      event,
      // What an override leaves out is as in the general rule.
      compilePaths({
        ...(rule.source === undefined ? {} : { source: rule.source }),
        ...(rule.separator === undefined ? {} : { separator: rule.separator }),
        ...(rule.mode === undefined ? {} : { mode: rule.mode }),
        ...paths,
      }),
    ]),
  )
  return async (event, from, bytes) => {
    const id = (overrides.get(event) ?? general)(from)
    if (id !== undefined || rule.fallback === undefined || rule.fallback === 'none') return id
    return rule.fallback === 'hash' ? `sha256-${await sha256Hex(bytes)}` : crypto.randomUUID()
  }
}

function compilePaths(rule: TransactionPaths): ReadText {
  const {
    source = 'body',
    path,
    separator,
    mode = separator === undefined ? 'first' : 'join',
  } = rule
  const entries = rule.paths ?? (path === undefined ? [] : [path])
  const readers = entries.map((entry) =>
    compilePlace(typeof entry === 'string' ? { source, path: entry } : entry),
  )
  if (mode === 'first' || readers.length < 2)
    return (from) => {
      for (const read of readers) {
        const text = read(from)
        if (text !== undefined) return text
      }
      return
    }
  return (from) => {
    const texts = readers.map((read) => read(from))
    // Half of an id would make one delivery of two, and the second would be lost.
    return texts.every((text) => text !== undefined) ? joined(texts, separator ?? ':') : undefined
  }
}

/**
 * Other parts never give the same id. Where only the last holds the separator they can be told from the text; any other
 * list is written as JSON after a separator, with which no such text begins, since no part is empty.
 */
function joined(texts: readonly string[], separator: string): string {
  const id = texts.join(separator)
  const pieces = id.split(separator)
  const isPlain =
    separator !== '' && texts.slice(0, -1).every((text, place) => text === pieces[place])
  return isPlain ? id : separator + JSON.stringify(texts)
}
