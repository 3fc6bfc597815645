import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultClientConditions } from 'vite'

const folder = dirname(fileURLToPath(import.meta.url))

/** The two apps of the playground: each is a Vite root and gets an origin of its own. */
export const apps = /** @type {const} */ (['host', 'shop'])

/** @typedef {typeof apps[number]} App */

/** Where both apps are built to, each in a folder of its own name. */
export const defaultFolder = join(folder, 'dist')

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
    resolve: { conditions: ['drawbridge-source', ...defaultClientConditions] },
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
