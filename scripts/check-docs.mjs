// What the documents promise has to be true: links between files lead somewhere, and a size, written as
// `<!-- size:createMiniapp -->4.1 kB`, is the measured one. `--fix` writes the measured sizes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deadLinks, listDocuments, staleSizes, withSizes } from './documents.mjs'
import { rootFolder } from './root.mjs'
import { measureSizes } from './sizes.mjs'

const fix = process.argv.includes('--fix')
const sizes = new Map((await measureSizes()).map(({ name, measured }) => [name, measured]))
const documents = listDocuments(rootFolder)
/** @type {string[]} */
const problems = []
for (const path of documents) {
  const file = join(rootFolder, path)
  let text = readFileSync(file, 'utf8')
  if (fix && withSizes(text, sizes) !== text) {
    text = withSizes(text, sizes)
    writeFileSync(file, text)
  }
  for (const problem of [...deadLinks(text, rootFolder, path), ...staleSizes(text, sizes)]) {
    problems.push(`✗ ${path}: ${problem}`)
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'))
  console.error('\nSizes are written by: npm run check:docs -- --fix')
  process.exitCode = 1
} else {
  console.log(
    `${documents.length} documents: links lead somewhere and sizes are the measured ones.`,
  )
}
