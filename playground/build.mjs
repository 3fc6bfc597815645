import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { apps, defaultFolder, viteConfig } from './apps.mjs'

/** Builds both apps from their sources and those of the packages; takes about a second. */
export async function buildPlayground(folder = defaultFolder) {
  for (const app of apps) await build(viteConfig(app, folder))
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildPlayground()
}
