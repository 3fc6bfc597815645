import { invalid } from './check.js'
import { toBytes } from './encoding.js'

/** Text with places such as `{timestamp}` in it. */
export interface Template {
  readonly names: readonly string[]
  /** Put together byte by byte: what stands in a value is never read as a template itself. */
  fill(values: Readonly<Record<string, string | Uint8Array>>): Uint8Array<ArrayBuffer>
}

/** @throws {BridgeError} `INVALID_PAYLOAD` for a place that is not in `known`. */
export function createTemplate(text: unknown, known: readonly string[], field: string): Template {
  if (typeof text !== 'string') throw invalid(field, 'must be a text')
  const parts = text.split(/\{(\w+)\}/)
  const names = parts.filter((_, index) => index % 2 === 1)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(
      field,
      `has no {${unknown}}. Known are ${known.map((name) => `{${name}}`).join(' ')}`,
    )
  return {
    names,
    fill(values) {
      const pieces = parts.map((part, index) => {
        const value = index % 2 === 1 ? (values[part] ?? '') : part
        return typeof value === 'string' ? toBytes(value) : value
      })
      const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
      let offset = 0
      for (const piece of pieces) {
        bytes.set(piece, offset)
        offset += piece.length
      }
      return bytes
    },
  }
}
