import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

/** Which code of the packages a page runs: their sources, or what a user installs. */
export type Packages = 'sources' | 'built'

/**
 * `main` runs a scenario; `copy` is another copy of the packages, for a page that has one already; `native`
 * is a miniapp in a webview. The others are what
 * Boxo publishes, for a page that plays one of its sides.
 */
export const pageScriptNames = ['main', 'copy', 'native', 'boxo-js-sdk', 'boxo-web-sdk'] as const
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

async function bundle(name: PageScript, packages: Packages): Promise<string> {
  const conditions =
    packages === 'sources'
      ? ['drawbridge-source', ...defaultClientConditions]
      : [...defaultClientConditions]
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL(`../pages/${name}.ts`, import.meta.url)),
        formats: ['es'],
        fileName: name,
      },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error(`Vite gave no script "${name}" for the pages`)
  if (name.startsWith('boxo-')) return chunk.code
  const folder = packages === 'sources' ? 'src' : 'dist'
  const isRight = chunk.moduleIds.some((id) => id.includes(`/packages/core/${folder}/`))
  if (!isRight)
    throw new Error(`The pages do not run packages/core/${folder}. Run npm run build first`)
  return chunk.code
}
