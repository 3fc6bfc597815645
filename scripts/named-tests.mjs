import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

// A reference to a test in a document: `e2e/scenarios/keys.spec.ts › the title of the test`, in code marks.
const REFERENCE = /`([\w./-]+\.(?:spec|test)\.ts) › ([^`\n]+)`/g

/**
 * @typedef {object} NamedTest
 * @property {string} file a path from the root with forward slashes
 * @property {string} title
 */

/**
 * @param {string} text a document
 * @returns {NamedTest[]} the tests that it names
 */
export function namedTests(text) {
  return [...text.matchAll(REFERENCE)].map(([, file = '', title = '']) => ({ file, title }))
}

/**
 * @param {string} text a document
 * @param {string} root
 * @returns {string[]}
 */
export function missingTests(text, root) {
  return namedTests(text).flatMap(({ file, title }) => {
    const path = join(root, file)
    if (!existsSync(path)) return [`there is no file ${file}`]
    const titles = testTitles(readFileSync(path, 'utf8'), file)
    return titles.includes(title) ? [] : [`${file} has no test "${title}"`]
  })
}

/**
 * @param {string} source
 * @param {string} file its name, for the parser
 * @returns {string[]} the titles of the calls `test('title', …)` and `it('title', …)`
 */
export function testTitles(source, file) {
  /** @type {string[]} */
  const titles = []
  visit(parseSync(file, source).program)
  return titles

  /** @param {unknown} node */
  function visit(node) {
    if (typeof node !== 'object' || node === null) return
    const { type, callee, arguments: given } = /** @type {Record<string, any>} */ (node)
    const isTest = type === 'CallExpression' && ['test', 'it'].includes(callee.name)
    if (isTest && typeof given[0]?.value === 'string') titles.push(given[0].value)
    for (const child of Object.values(node)) visit(child)
  }
}
