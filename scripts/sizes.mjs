import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { rollup } from 'rollup'
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
  const entry = join(rootFolder, 'packages', packageFolder(budget.from), 'size-entry.js')
  const bundle = await rollup({
    input: entry,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? `export { ${budget.import} } from '${budget.from}'` : null),
      },
      resolve({ browser: true }),
      commonjs(),
      terser({ module: true }),
    ],
    onwarn(warning) {
      throw new Error(warning.message)
    },
  })
  const { output } = await bundle.generate({ format: 'es' })
  const code = output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
  return brotliCompressSync(code).length / 1000
}

/**
 * The import is written inside the package that it names, which resolves it through its own `exports`.
 *
 * @param {string} specifier such as `@drawbridge/miniapp/web`
 */
function packageFolder(specifier) {
  return specifier.split('/')[1] ?? specifier
}
