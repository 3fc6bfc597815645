import { invalid } from './check.js'

/**
 * Parses JSON that a person may have written, and says where it is wrong: the line, the member before it, what is
 * missing there. Nothing of its values is shown: they may be secrets, and engines quote them in their own messages.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD`
 */
export function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(field, `is no JSON${locate(text, String(error))}`)
  }
}

/** Engines differ: some tell the position, some line and column, some neither. */
function locate(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)
  const lineAndColumn = /line (\d+) column (\d+)/.exec(message)
  const at = position
    ? Number(position[1])
    : lineAndColumn
      ? offsetOf(text, Number(lineAndColumn[1]), Number(lineAndColumn[2]))
      : undefined
  if (at === undefined) return '. Check commas, quotes and braces'
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const member = [...before.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].at(-1)?.[1]
  const after = member === undefined ? '' : `, after "${member}"`
  return `: line ${line}${after}: ${guess(before.trimEnd().at(-1), text[at])}`
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n').slice(0, line - 1)
  return lines.reduce((sum, { length }) => sum + length + 1, 0) + column - 1
}

function guess(last: string | undefined, next: string | undefined): string {
  if (next === undefined) return 'it ends too early'
  if (next === '"' && last !== undefined && !',{[:'.includes(last)) return 'a comma is missing'
  if ((next === '}' || next === ']') && last === ',') return 'there is a comma too many'
  return 'check commas, quotes and braces'
}
