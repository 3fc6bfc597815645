import { join } from 'node:path'
import { build } from 'vite'
import { rootFolder } from './root.mjs'

const host = join(rootFolder, 'packages', 'host')
const folder = join(host, 'src', 'native')

/** @type {Readonly<Record<string, string>>} */
const scripts = {
  ios: 'For a WKWebView: a `WKUserScript` at document start, for the main frame only.',
  android: 'For an Android WebView: `addDocumentStartJavaScript`.',
  'react-native': 'For react-native-webview: `createReactNativeHost` injects it.',
}
const madeBy = '// Made from the sources of @drawbridge/host by: npm run build:injected'

/**
 * Every file that holds injected scripts as strings, with its text. The strings stand in the sources, so that tests and
 * users without a build step run what is shipped.
 *
 * @returns {Promise<ReadonlyArray<{ path: string, text: string }>>}
 */
export async function makeScriptFiles() {
  const names = Object.keys(scripts)
  const codes = await Promise.all(names.map((name) => bundle(name)))
  const code = Object.fromEntries(names.map((name, index) => [name, codes[index] ?? '']))
  const android = join(host, 'native', 'android', 'src', 'main', 'kotlin', 'drawbridge')
  const ios = join(host, 'native', 'ios', 'Sources', 'Drawbridge')
  return [
    { path: join(folder, 'scripts.ts'), text: typescriptModule(code) },
    { path: join(android, 'AndroidScript.kt'), text: kotlinFile(code.android ?? '') },
    { path: join(ios, 'IOSScript.swift'), text: swiftFile(code.ios ?? '') },
  ]
}

/** @param {Record<string, string>} code */
function typescriptModule(code) {
  const entries = Object.entries(scripts).map(([name, about]) => {
    const constant = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
    return `/** ${about} */\nexport const ${constant}Script: string =\n  ${quote(code[name] ?? '')}\n`
  })
  return `// Made from injected/ by: npm run build:injected
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text is a script
${entries.join('\n')}`
}

/** @param {string} code */
function kotlinFile(code) {
  const literal = code.replaceAll('"', '\\"').replaceAll('$', '\\$')
  return `${madeBy}
package drawbridge

/** ${scripts.android} */
internal const val ANDROID_SCRIPT: String =
  "${literal}"
`
}

/** @param {string} code */
function swiftFile(code) {
  return `${madeBy}

/// ${scripts.ios}
let iosScript: String =
  "${code.replaceAll('"', '\\"')}"
`
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
