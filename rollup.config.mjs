import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { readPackage } from './scripts/packages.mjs'
import { rootFolder } from './scripts/root.mjs'

export default [
  ...bundles('core'),
  ...bundles('miniapp', { global: 'DrawbridgeMiniapp' }),
  ...bundles('host', { global: 'DrawbridgeHost' }),
  ...bundles('testing'),
  ...bundles('webhooks'),
]

/**
 * What a package ships, made from what tsc emitted: ES modules, one per entry of its `exports`; and with a `global`
 * also one script for a page without a bundler, with everything inside.
 *
 * @param {string} name
 * @param {{ global?: string }} [options]
 * @returns {import('rollup').RollupOptions[]}
 */
function bundles(name, { global } = {}) {
  const { folder, manifest } = readPackage(join(rootFolder, 'packages', name))
  const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).map(
    (dependency) => new RegExp(`^${dependency}(/|$)`),
  )
  /** @type {import('rollup').RollupOptions} */
  const modules = {
    input: entries(manifest, folder),
    external,
    plugins: [sourceMaps()],
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
  return [modules, script]
}

/**
 * `./dist/port.js` of an entry comes from `build/port.js`.
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
  return input
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
