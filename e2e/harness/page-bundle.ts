import { fileURLToPath } from 'node:url'
import { type Packages, pageScript } from '../../scripts/page-script.mjs'

export type { Packages }

/**
 * `main` runs a scenario; `copy` is another copy of the packages, for a page that has one already. `native` and
 * `boxo-native` are miniapps that a native host drives. The others are what Boxo publishes, for a page that plays one of its
 * sides.
 */
export const pageScriptNames = [
  'main',
  'copy',
  'native',
  'boxo-native',
  'boxo-js-sdk',
  'boxo-web-sdk',
] as const
export type PageScript = (typeof pageScriptNames)[number]

/** The scripts of all pages, as text: each is made when it is first asked for. */
export function pageScripts(packages: Packages): (name: PageScript) => Promise<string> {
  const made = new Map<PageScript, Promise<string>>()
  return (name) => {
    const script = made.get(name) ?? bundle(name, packages)
    made.set(name, script)
    return script
  }
}

function bundle(name: PageScript, packages: Packages): Promise<string> {
  const entry = fileURLToPath(new URL(`../pages/${name}.ts`, import.meta.url))
  return pageScript(entry, { packages })
}
