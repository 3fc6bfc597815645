import type { EventExtraction } from './definition.js'
import { compilePlace, type ReadText } from './places.js'

/** Compiles how the name of an event is found; undefined where a request has none. */
export function compileEventName(extraction: EventExtraction): ReadText {
  const { source = 'body', path, compositeStrategy, fallback, map } = extraction
  const primary = compositeStrategy
    ? compileComposite(compositeStrategy)
    : compilePlace({ source, path: path as string })
  const secondary = fallback && compilePlace(fallback)
  const names = new Map(Object.entries(map ?? {}))
  return (from) => {
    const name = primary(from) ?? secondary?.(from)
    return name === undefined ? undefined : (names.get(name) ?? name)
  }
}

function compileComposite({
  parts,
  separator = '.',
}: NonNullable<EventExtraction['compositeStrategy']>): ReadText {
  const readers = parts.map(({ source = 'body', path, default: standIn }) => ({
    read: path === undefined ? () => undefined : compilePlace({ source, path }),
    standIn,
  }))
  return (from) => {
    const texts = readers.map(({ read }) => read(from))
    // Defaults alone name nothing: they would make an event of any request.
    if (texts.every((text) => text === undefined)) return
    return texts.flatMap((text, at) => text ?? readers[at]?.standIn ?? []).join(separator)
  }
}
