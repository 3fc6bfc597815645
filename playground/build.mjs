import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { apps, backendConfig, defaultFolder, viteConfig } from './apps.mjs'

/** Builds the apps and the backend from their sources and those of the packages; takes about two seconds. */
export async function buildPlayground(folder = defaultFolder) {
  for (const app of apps) await build(viteConfig(app, folder))
  await buildBackend(folder)
}

export async function buildBackend(folder = defaultFolder) {
  await build(backendConfig(folder))
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildPlayground()
}
