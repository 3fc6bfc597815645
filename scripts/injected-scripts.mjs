import { join } from 'node:path'
import { build } from 'vite'
import { rootFolder } from './root.mjs'

const folder = join(rootFolder, 'packages', 'host', 'src', 'native')

/** The module that holds the injected scripts as strings, made from `injected/`. */
export const scriptsFile = join(folder, 'scripts.ts')

const scripts = {
  ios: 'For a WKWebView: a `WKUserScript` at document start, for the main frame only.',
  android: 'For an Android WebView: `addDocumentStartJavaScript`.',
  'react-native': 'For react-native-webview: `createReactNativeHost` injects it.',
}

/**
 * The text of that module. The strings stand in the sources, so that tests and users without a build step run what
 * is shipped.
 */
export async function makeScriptsModule() {
  const entries = await Promise.all(
    Object.entries(scripts).map(async ([name, about]) => {
      const constant = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
      return `/** ${about} */\nexport const ${constant}Script: string =\n  ${quote(await bundle(name))}\n`
    }),
  )
  return `// Made from injected/ by: npm run build:injected
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text is a script
${entries.join('\n')}`
}

/** @param {string} name */
async function bundle(name) {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['drawbridge-source'] },
    build: {
      write: false,
      target: 'es2019',
      minify: true,
      lib: { entry: join(folder, 'injected', `${name}.ts`), formats: ['iife'], name: 'unused' },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error(`Vite made no script of ${name}.ts`)
  return chunk.code.trim()
}

/** @param {string} code as biome would write it */
function quote(code) {
  if (/[\\\n]/.test(code))
    throw new Error(`An injected script has a backslash or a line end: ${code}`)
  if (!code.includes("'")) return `'${code}'`
  if (!code.includes('"')) return `"${code}"`
  return `'${code.replaceAll("'", "\\'")}'`
}
