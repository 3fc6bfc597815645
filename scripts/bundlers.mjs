import { join } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import { rootFolder } from './root.mjs'

/**
 * A folder from which all packages that the code names are found, through their `exports`: their own, or one that depends
 * on several.
 *
 * @param {string} code
 */
function folderOf(code) {
  const names = new Set([...code.matchAll(/'@drawbridge\/([^/']+)/g)].map(([, name = '']) => name))
  const [only = ''] = names
  return join(rootFolder, 'packages', names.size === 1 ? only : 'testing')
}

/**
 * A file that is nowhere, for rollup and for Vite.
 *
 * @param {string} code
 */
function virtualEntry(code) {
  const entry = entryOf(code)
  return {
    name: 'entry',
    resolveId: (/** @type {string} */ id) => (id === entry ? entry : null),
    load: (/** @type {string} */ id) => (id === entry ? code : null),
  }
}

/** @param {string} code */
function entryOf(code) {
  return join(folderOf(code), 'entry.js')
}

/**
 * Each makes one minified script for browsers of a module, with everything that it needs, as the bundler does that when
 * nobody tells it more.
 *
 * @type {Readonly<Record<'rollup' | 'esbuild' | 'Vite', (code: string) => Promise<string>>>}
 */
export const bundlers = {
  async rollup(code) {
    const bundle = await rollup({
      input: entryOf(code),
      plugins: [
        virtualEntry(code),
        resolve({ browser: true }),
        commonjs(),
        terser({ module: true }),
      ],
      onwarn(warning) {
        throw new Error(warning.message)
      },
    })
    const { output } = await bundle.generate({ format: 'es' })
    return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('')
  },
  async esbuild(code) {
    const { outputFiles } = await esbuild({
      stdin: { contents: code, resolveDir: folderOf(code) },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      minify: true,
      write: false,
      logLevel: 'error',
    })
    return outputFiles.map(({ text }) => text).join('')
  },
  async Vite(code) {
    const result = await vite({
      configFile: false,
      logLevel: 'warn',
      root: folderOf(code),
      plugins: [virtualEntry(code)],
      build: { write: false, modulePreload: false, rolldownOptions: { input: entryOf(code) } },
    })
    const outputs = Array.isArray(result) ? result : [result]
    return outputs
      .flatMap((output) => ('output' in output ? output.output : []))
      .map((file) => (file.type === 'chunk' ? file.code : ''))
      .join('')
  },
}
