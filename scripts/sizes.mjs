import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { bundlers } from './bundlers.mjs'
import { rootFolder } from './root.mjs'

/**
 * @typedef {{ name: string, import: string, from: string, kB: number }} Budget `kB` is 1000 bytes after brotli
 * @typedef {Budget & { measured: number }} Size
 */

/**
 * What one import of a built package adds to a page: bundled with everything that it needs, without what it does not,
 * minified and compressed as a server would.
 *
 * @returns {Promise<Size[]>}
 */
export async function measureSizes() {
  /** @type {Budget[]} */
  const budgets = JSON.parse(readFileSync(join(rootFolder, 'scripts', 'size-budgets.json'), 'utf8'))
  return Promise.all(
    budgets.map(async (budget) => ({ ...budget, measured: await measure(budget) })),
  )
}

/** @param {Budget} budget */
async function measure(budget) {
  const code = await bundlers.rollup(`export { ${budget.import} } from '${budget.from}'`)
  return brotliCompressSync(code).length / 1000
}
