import { boxo, boxoHost, readWebviewMessage } from '@drawbridge/boxo'
import dropIn from '@drawbridge/boxo/js-sdk'
import { joinWebview } from '@drawbridge/host/native'
import { createMiniapp } from '@drawbridge/miniapp'
import { answerCalls, appConnector } from '../pages/boxo-app.js'
import { callByConnector, callBySdk } from '../pages/boxo-calls.js'
import { publishedHost, publishedMiniapp, type Raw, settled } from '../pages/boxo-sides.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** A host and a miniapp that speak both: Drawbridge goes first, and a Boxo SDK beside it is told so. */
export const bothSpoken: Scenario = {
  async host(stage) {
    const host = testHost({ connectors: [boxoHost({ clientId: 'super-app' })] })
    host.onCustomEvent('who', () => 'host')
    const app = mountMiniapp(stage, host)
    const sessions: string[] = []
    app.on('session', ({ transport }) => sessions.push(transport))
    const miniapp = await stage.heard('miniapp')
    return { miniapp, sessions }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    const { transport } = await miniapp.connected
    const sdk = (await publishedMiniapp()) as Raw
    const beside = await settled(sdk.sendPromise('AppBoxoWebAppGetInitData'))
    const storage = await settled(
      miniapp.request('AppBoxoWebAppStorageGet', { keys: ['none'] }) as Promise<unknown>,
    )
    return { transport, beside, storage, answer: await miniapp.request('who', null) }
  },
}

/** The page around the miniapp is a Boxo host that the miniapp does not know. */
export const unlistedBoxoHost: Scenario = {
  async host(stage) {
    let heard = 0
    addEventListener('message', ({ data }) => {
      if (data?.type === 'appboxo-js-sdk') heard++
    })
    await publishedHost(stage)
    return { miniapp: await stage.heard('miniapp'), heard }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, {
      hostOrigins: ['https://other.example'],
      connectors: [boxo()],
    })
    return await miniapp.connected.catch(({ code }) => code)
  },
}

/** The host begins to listen when the miniapp has asked for the first time. */
export const lateBoxoHost: Scenario = {
  async host(stage) {
    const frame = document.createElement('iframe')
    const asked = new Promise((resolve) =>
      addEventListener('message', ({ data }) => {
        if (data?.handler === 'AppBoxoWebAppGetInitData') resolve(null)
      }),
    )
    frame.src = stage.page('miniapp')
    document.body.append(frame)
    await asked
    const { sdk, frame: unused } = await publishedHost(stage, {}, 'nobody')
    unused.remove()
    sdk.setIframe(frame)
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const { transport } = await testMiniapp(stage, { connectors: [boxo()] }).connected
    return transport
  },
  nobody: () => new Promise(() => {}),
}

const methods = ['GetInitData', 'CustomEvent', 'Login', 'Pay', 'StorageSet', 'StorageGet'].map(
  (name) => `AppBoxoWebApp${name}`,
)

/** The bridge of a native Boxo host, put into this page: its functions hand over to a host that adopted the page. */
function nativeBridge(platform: 'android' | 'ios') {
  const host = testHost({ connectors: [appConnector()] })
  answerCalls(host)
  const app = host.adopt({ appId: 'shop', platform })
  const ends = joinWebview(app, {
    origins: [location.origin],
    evaluate: (script) => void new Function(script)(),
  })
  const hear = (method: string, body: unknown): void =>
    ends.hear(readWebviewMessage(method, body), { url: location.href, isMainFrame: true })
  const bodies: string[] = []
  const functions = methods.map((method) => [
    method,
    (body: unknown) => {
      bodies.push(typeof body)
      hear(method, structuredClone(body))
    },
  ])
  if (platform === 'android') Object.assign(window, { AppboxoJs: Object.fromEntries(functions) })
  else
    Object.assign(window, {
      webkit: {
        messageHandlers: Object.fromEntries(
          functions.map(([method, postMessage]) => [method, { postMessage }]),
        ),
      },
    })
  return bodies
}

/** The published SDK, the drop-in and `boxo()` in a page with the bridge of a native host. */
const inNativeHost = (platform: 'android' | 'ios'): Scenario => ({
  async host() {
    const bodies = nativeBridge(platform)
    return {
      published: await callBySdk(await publishedMiniapp()),
      'drop-in': await callBySdk(dropIn as unknown as Raw),
      connector: await callByConnector(),
      isWebView: dropIn.isWebView(),
      bodies: [...new Set(bodies)],
    }
  },
})

export const inAndroidBoxoHost: Scenario = inNativeHost('android')
export const inIosBoxoHost: Scenario = inNativeHost('ios')

/** A webview whose message handlers are somebody else's. */
export const foreignHandlers: Scenario = {
  async host() {
    const posted: unknown[] = []
    const analytics = { postMessage: (body: unknown) => posted.push(body) }
    Object.assign(window, { webkit: { messageHandlers: { analytics } } })
    const miniapp = createMiniapp({ appId: 'shop', connectors: [boxo()], connectTimeout: 500 })
    const code = await miniapp.connected.catch((error) => error.code)
    const asked = await dropIn.sendPromise('AppBoxoWebAppGetInitData').catch((error) => error.code)
    return { code, asked, isWebView: dropIn.isWebView(), posted }
  },
}
