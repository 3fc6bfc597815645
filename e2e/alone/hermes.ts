import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { rollup } from 'rollup'

const require = createRequire(import.meta.url)

/**
 * A realm that holds only what an app of React Native has under Hermes: the language and React Native's own globals. No
 * `crypto`, no DOM, no MessageChannel, no structuredClone, no TextEncoder, no Event, and an AbortController without statics,
 * the one that React Native installs. `URL` is there in part only, so that it is left out.
 */
export function hermesRealm(): object {
  const { AbortController, AbortSignal } = require('abort-controller/dist/abort-controller') as {
    AbortController: unknown
    AbortSignal: unknown
  }
  const realm = createContext({
    AbortController,
    AbortSignal,
    clearTimeout,
    console,
    performance: { now: () => performance.now() },
    queueMicrotask,
    setImmediate,
    setTimeout,
  })
  // What V8 puts into every realm and Hermes does not have.
  runInContext(
    `for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'Iterator'])
       delete globalThis[name]
     globalThis.window = globalThis.global = globalThis
     globalThis.navigator = { product: 'ReactNative' }`,
    realm,
  )
  return realm
}

/** What Metro takes for an import of a module that it bundles. */
function resolveId(name: string, importer: string | undefined): string | null {
  if (name.startsWith('@drawbridge/')) return fileURLToPath(import.meta.resolve(name))
  if (name !== 'nanoid' || !importer) return null
  return join(dirname(createRequire(importer).resolve(name)), 'index.browser.js')
}

/** Loads an ES module there, with what it imports, and gives what it exports. */
export async function loadInto(realm: object, file: string): Promise<unknown> {
  const bundle = await rollup({ input: file, plugins: [{ name: 'packages', resolveId }] })
  const { output } = await bundle.generate({ format: 'iife', name: 'loaded', exports: 'named' })
  runInContext(output[0].code, realm, { filename: file })
  return runInContext('loaded', realm)
}
