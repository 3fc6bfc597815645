import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { readPackage } from './scripts/packages.mjs'
import { rootFolder } from './scripts/root.mjs'

/** A file of the package that depends on nanoid, from which it is found. */
const coreEntry = join(rootFolder, 'packages', 'core', 'build', 'index.js')

export default [
  ...bundles('core'),
  ...bundles('miniapp', { global: 'DrawbridgeMiniapp' }),
  ...bundles('host', { global: 'DrawbridgeHost', alone: 'react-native' }),
  ...bundles('boxo'),
  ...bundles('testing'),
  ...bundles('http'),
  ...bundles('platform'),
  ...bundles('webhooks'),
]

/**
 * What a package ships, made from what tsc emitted: ES modules, one per entry of its `exports`; and with a `global`
 * also one script for a page without a bundler, with everything inside. The entry `alone` has everything inside too.
 *
 * @param {string} name
 * @param {{ global?: string, alone?: string }} [options]
 * @returns {import('rollup').RollupOptions[]}
 */
function bundles(name, { global, alone } = {}) {
  const { folder, manifest } = readPackage(join(rootFolder, 'packages', name))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const external = [
    /^node:/,
    ...dependencies.map((dependency) => new RegExp(`^${dependency}(/|$)`)),
  ]
  const { [alone ?? '']: whole, ...input } = entries(manifest, folder)
  /** @type {import('rollup').RollupOptions} */
  const modules = {
    input,
    external,
    plugins: name === 'host' ? [sourceMaps(), injectedScripts()] : [sourceMaps()],
    output: {
      dir: join(folder, 'dist'),
      format: 'es',
      sourcemap: true,
      chunkFileNames: 'chunks/[name].js',
    },
  }
  if (!global) return [modules]
  /** @type {import('rollup').RollupOptions} */
  const script = {
    input: join(folder, 'build', 'index.js'),
    plugins: [resolve({ browser: true }), commonjs(), sourceMaps()],
    output: {
      file: join(folder, 'dist', `drawbridge-${name}.iife.js`),
      format: 'iife',
      name: global,
      sourcemap: true,
      plugins: [terser()],
    },
  }
  return whole && alone ? [modules, script, standalone(whole, folder, alone)] : [modules, script]
}

/**
 * For React Native: Metro may be set to read no `exports`, so that nothing is left to resolve, and Hermes has no
 * `crypto`, so that ids come from `nanoid/non-secure`. Tokens, which have to be secret, are drawn in the page.
 *
 * @param {string} input
 * @param {string} folder
 * @param {string} name
 * @returns {import('rollup').RollupOptions}
 */
function standalone(input, folder, name) {
  return {
    input,
    plugins: [
      {
        name: 'ids-without-crypto',
        resolveId(id) {
          return id === 'nanoid' ? this.resolve('nanoid/non-secure', coreEntry) : null
        },
      },
      resolve(),
      commonjs(),
      sourceMaps(),
    ],
    output: { file: join(folder, 'dist', `${name}.js`), format: 'es', sourcemap: true },
  }
}

/**
 * `./dist/port.js` of an entry, or of a command, comes from `build/port.js`.
 *
 * @param {import('./scripts/packages.mjs').Manifest} manifest
 * @param {string} folder
 */
function entries(manifest, folder) {
  /** @type {Record<string, string>} */
  const input = {}
  for (const target of Object.values(manifest.exports)) {
    const source = typeof target === 'string' ? undefined : target['drawbridge-source']
    if (!source) continue
    const name = source.slice('./src/'.length, -'.ts'.length)
    input[name] = join(folder, 'build', `${name}.js`)
  }
  for (const target of Object.values(manifest.bin ?? {})) {
    // A command may also be a file that is shipped as it stands.
    if (!target.startsWith('./dist/')) continue
    const name = target.slice('./dist/'.length, -'.js'.length)
    input[name] = join(folder, 'build', `${name}.js`)
  }
  return input
}

/**
 * The injected scripts as files too, for apps that are not made of JavaScript: `dist/native/ios.js` …
 *
 * @returns {import('rollup').Plugin}
 */
function injectedScripts() {
  return {
    name: 'injected-scripts',
    async generateBundle() {
      const built = join(rootFolder, 'packages', 'host', 'build', 'native', 'scripts.js')
      /** @type {Record<string, string>} */
      const scripts = await import(pathToFileURL(built).href)
      for (const [constant, source] of Object.entries(scripts)) {
        const name = constant
          .replace(/Script$/, '')
          .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
        this.emitFile({ type: 'asset', fileName: `native/${name}.js`, source })
      }
    },
  }
}

/**
 * Hands tsc's source maps to rollup, which reads none by itself, so that a debugger shows the TypeScript.
 *
 * @returns {import('rollup').Plugin}
 */
function sourceMaps() {
  return {
    name: 'source-maps',
    load(id) {
      if (!id.endsWith('.js') || !existsSync(`${id}.map`)) return null
      return { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') }
    },
  }
}
