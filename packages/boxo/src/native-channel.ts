import type { Channel, Hear } from './channel.js'
import { INIT_DATA, NATIVE_EVENT, readNativeDetail } from './wire.js'

type AndroidBridge = { readonly [method: string]: unknown }
type IosHandlers = { readonly [method: string]: { readonly postMessage?: unknown } | undefined }

interface NativeWindow {
  readonly AppboxoJs?: AndroidBridge
  readonly webkit?: { readonly messageHandlers?: IosHandlers }
}

/**
 * The native Boxo host around this page. A webview with message handlers of somebody else is not taken for one: it has
 * to have the method that every Boxo host answers.
 */
export function findNativeChannel(): Channel | undefined {
  const { AppboxoJs: android, webkit } = globalThis as NativeWindow
  const handlers = webkit?.messageHandlers
  if (android && hasAndroid(android, INIT_DATA))
    return {
      platform: 'android',
      // Called on the object that was injected: it refuses a call on anything else.
      send: (method, params) => {
        if (hasAndroid(android, method))
          (android as Record<string, (json: string) => void>)[method]?.(JSON.stringify(params))
      },
      has: (method) => hasAndroid(android, method),
    }
  if (handlers && hasIos(handlers, INIT_DATA))
    return {
      platform: 'ios',
      send: (method, params) => {
        const handler = handlers[method] as { postMessage(body: object): void } | undefined
        if (hasIos(handlers, method)) handler?.postMessage(params)
      },
      has: (method) => hasIos(handlers, method),
    }
  return
}

function hasAndroid(bridge: AndroidBridge, method: string): boolean {
  return typeof bridge[method] === 'function'
}

function hasIos(handlers: IosHandlers, method: string): boolean {
  return typeof handlers[method]?.postMessage === 'function'
}

/** Hears what a native host says to this page. */
export function hearNative(hear: Hear): () => void {
  const listener = (event: Event): void => {
    const word = readNativeDetail((event as CustomEvent<unknown>).detail)
    if (word) hear(word)
  }
  window.addEventListener(NATIVE_EVENT, listener)
  return () => window.removeEventListener(NATIVE_EVENT, listener)
}
