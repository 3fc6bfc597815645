import { readWebviewMessage } from '@drawbridge/boxo'
import { type AdoptedMiniapp, createHost, type Host, type HostOptions } from '@drawbridge/host'
import { iosScript, joinWebview, type WebviewDocument } from '@drawbridge/host/native'
import type { NativeApp, View } from './native-app.js'

export interface ShopView {
  readonly host: Host
  readonly app: AdoptedMiniapp
  readonly view: View
  readonly documents: readonly WebviewDocument[]
  /** Codes of what was not taken. */
  readonly refused: readonly string[]
  /** The scripts that the host had evaluated. */
  readonly scripts: readonly string[]
}

export interface ShopViewOptions {
  /** Whether the script is injected at document start. */
  readonly isInjected?: boolean
  /** Handlers of their own for these Boxo methods, as the iOS SDK registers them. Not for pages with frames: nobody tells. */
  readonly boxoMethods?: readonly string[]
  readonly host?: Partial<HostOptions>
}

/** A webview set up as an app would set it up, with a host behind it. */
export async function openShopView(
  native: NativeApp,
  origins: readonly string[],
  { isInjected = true, boxoMethods = [], host: options = {} }: ShopViewOptions = {},
): Promise<ShopView> {
  const host = createHost({ name: 'Native app', ...options })
  const app = host.adopt({ appId: 'shop', platform: 'ios' })
  const documents: WebviewDocument[] = []
  const refused: string[] = []
  const scripts: string[] = []
  const view = native.view({
    // This engine tells neither frame nor origin of a message: only the address of the main frame is known.
    message(text, url, name, value) {
      if (name === 'drawbridge') ends.message(text, { url })
      else ends.hear(readWebviewMessage(name, text ?? value), { url, isMainFrame: true })
    },
    committed: () => ends.committed(),
    gone: () => ends.gone(),
  })
  const ends = joinWebview(app, {
    origins,
    evaluate(script) {
      scripts.push(script)
      view.fire(script)
    },
    onDocument: (document) => void documents.push(document),
    onRefused: ({ code }) => void refused.push(code),
  })
  await view.handler('drawbridge')
  for (const method of boxoMethods) await view.handler(method)
  const wires = (options.connectors ?? []).map(({ webview }) => webview?.script ?? '')
  if (isInjected) await view.inject([iosScript, ...wires].join('\n'), 'main')
  return {
    host,
    app,
    view,
    documents,
    refused,
    scripts,
  }
}
