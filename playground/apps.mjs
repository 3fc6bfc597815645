import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions, defaultServerConditions } from 'vite'

const folder = dirname(fileURLToPath(import.meta.url))

/** The two apps of the playground: each is a Vite root and gets an origin of its own. */
export const apps = /** @type {const} */ (['host', 'shop'])

/** @typedef {typeof apps[number]} App */

/** Where the apps and the backend are built to, each in a folder of its own name. */
export const defaultFolder = join(folder, 'dist')

/** The condition under which our packages give their sources. */
const SOURCES = 'drawbridge-source'

/**
 * @param {App} app
 * @param {string} outFolder
 * @returns {import('vite').InlineConfig}
 */
export function viteConfig(app, outFolder = defaultFolder) {
  return {
    root: join(folder, app),
    configFile: false,
    // Two servers run at once: each prepares its dependencies for itself.
    cacheDir: join(folder, 'node_modules', '.vite', app),
    logLevel: 'warn',
    clearScreen: false,
    // The sources of the packages, so that nothing has to be built before.
    resolve: { conditions: [SOURCES, ...defaultClientConditions] },
    build: {
      outDir: join(outFolder, app),
      emptyOutDir: true,
      target: 'es2022',
      // A data: address would need an exception in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  }
}

/**
 * One file with everything in it: it runs wherever it is put.
 *
 * @param {string} outFolder
 * @returns {import('vite').InlineConfig}
 */
export function backendConfig(outFolder = defaultFolder) {
  return {
    root: folder,
    configFile: false,
    logLevel: 'warn',
    clearScreen: false,
    ssr: { noExternal: true, resolve: { conditions: [SOURCES, ...defaultServerConditions] } },
    build: {
      ssr: join(folder, 'backend', 'main.ts'),
      outDir: join(outFolder, 'backend'),
      emptyOutDir: true,
      target: 'node20',
      // It may be put where no package.json says that it is a module.
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  }
}
