import { type AdoptedMiniapp, createHost, type Host, type HostOptions } from '@drawbridge/host'
import { androidScript, joinWebview, type WebviewDocument } from '@drawbridge/host/native'
import type { Frame, Page } from '@playwright/test'

/**
 * How an Android WebView gives pages their native object. Chromium stands in for it: the object is made of a binding
 * of the browser, in every frame, as on Android.
 */
export type Shape =
  /** `addWebMessageListener`: tells frame and origin, and answers the sender. */
  | 'listener'
  /** `addJavascriptInterface`: tells nothing; answers are evaluated. */
  | 'interface'

export interface AndroidView {
  readonly host: Host
  readonly app: AdoptedMiniapp
  readonly page: Page
  readonly documents: readonly WebviewDocument[]
  readonly refused: readonly string[]
}

const shapes: Readonly<Record<Shape, string>> = {
  listener: `
    const target = new EventTarget()
    window.drawbridgeNative = {
      postMessage: (text) => { send(String(text)) },
      addEventListener: target.addEventListener.bind(target),
    }
    window.deliverNative = (data) => target.dispatchEvent(new MessageEvent('message', { data }))`,
  interface: 'window.drawbridgeNative = { postMessage: (text) => { send(String(text)) } }',
}

/** A page of a phone with the native object of one shape and, if it is injected, our script. */
export async function openAndroidView(
  page: Page,
  shape: Shape,
  origin: string,
  isInjected = true,
  options: Partial<HostOptions> = {},
): Promise<AndroidView> {
  const host = createHost({ name: 'Native app', ...options })
  const app = host.adopt({ appId: 'shop', platform: 'android' })
  const documents: WebviewDocument[] = []
  const refused: string[] = []
  // What is under way when a document goes away is lost, as on a phone.
  const lost = (): void => {}
  const reply =
    (frame: Frame) =>
    (text: string): void =>
      void frame.evaluate(`window.deliverNative(${JSON.stringify(text)})`).catch(lost)
  const ends = joinWebview(app, {
    origins: [origin],
    evaluate: (script) => void page.evaluate(script).catch(lost),
    onDocument: (document) => void documents.push(document),
    onRefused: ({ code }) => void refused.push(code),
  })
  await page.exposeBinding('sendNative', ({ frame }, text: string) => {
    if (shape === 'interface') return ends.message(text, { url: page.url() })
    const isMainFrame = frame === page.mainFrame()
    ends.message(text, { url: frame.url(), isMainFrame, reply: reply(frame) })
  })
  const wires = (options.connectors ?? []).map(({ webview }) => webview?.script ?? '')
  const scripts = isInjected ? [androidScript, ...wires].join('\n') : ''
  await page.addInitScript(`{ const send = window.sendNative; ${shapes[shape]} };${scripts}`)
  return { host, app, page, documents, refused }
}
