import { createRequire } from 'node:module'
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

/** Loads an ES module of one file there, and gives what it exports. */
export async function loadInto(realm: object, file: string): Promise<unknown> {
  const bundle = await rollup({ input: file })
  const { output } = await bundle.generate({ format: 'iife', name: 'loaded', exports: 'named' })
  runInContext(output[0].code, realm, { filename: file })
  return runInContext('loaded', realm)
}
