import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Language, Parser } from 'web-tree-sitter'

/**
 * A parser of Swift. It knows the grammar, no types.
 *
 * @returns {Promise<(source: string) => string[]>} gives the places of the syntax errors, as `line:column`
 */
export async function createSwiftParser() {
  // To optimise this much code takes longer than all that is parsed here.
  setFlagsFromString('--liftoff-only')
  await Parser.init()
  const require = createRequire(import.meta.url)
  const grammar = require.resolve('tree-sitter-wasms/out/tree-sitter-swift.wasm')
  const parser = new Parser().setLanguage(await Language.load(grammar))
  return (source) => {
    const tree = parser.parse(source)
    if (!tree) throw new Error('The Swift parser gave up')
    return errorsIn(tree.rootNode)
  }
}

/**
 * @param {import('web-tree-sitter').Node} node
 * @returns {string[]}
 */
function errorsIn(node) {
  if (!node.hasError) return []
  const { row, column } = node.startPosition
  const own = node.isError || node.isMissing ? [`${row + 1}:${column + 1}`] : []
  return [...own, ...node.children.flatMap((child) => (child ? errorsIn(child) : []))]
}

/**
 * @param {string} folder
 * @returns {ReadonlyArray<{ name: string, path: string, text: string }>} every Swift file in it, but what was built
 */
export function readSwiftFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.swift') && !name.startsWith('.build'))
    .map((name) => ({ name, path: join(folder, name) }))
    .map((file) => ({ ...file, text: readFileSync(file.path, 'utf8') }))
}
