import { createReactNativeHost } from '@drawbridge/host/react-native'
import { expect, it } from 'vitest'
import { framedShop, intruderPage } from './hostile-pages.js'
import { setUp } from './set-up.js'

const { url, view: openView } = setUp((url) => ({
  '/framed': framedShop(url('/intruder', 'there')),
  '/intruder': intruderPage,
}))

/** What react-native-webview injects on iOS, into the main frame. */
const ownScript = `window.ReactNativeWebView = window.ReactNativeWebView || {}
window.ReactNativeWebView.postMessage = (data) => {
  window.webkit.messageHandlers.ReactNativeWebView.postMessage(String(data))
}`

/** A `WebView` as react-native-webview makes one of this engine: what it does with the props, and its ref. */
async function open(path: string, order: 'own first' | 'own last' | 'after the page') {
  const host = createReactNativeHost({ name: 'React Native app' })
  const foreign: string[] = []
  const documents: string[] = []
  const shop = host.mount({
    url: url(path),
    appId: 'shop',
    onDocument: ({ injection }) => void documents.push(injection),
  })
  const { props, ref } = shop
  const view = openView({
    message(text, sender) {
      const data = text ?? ''
      if (!props.onMessage({ nativeEvent: { data, url: sender } })) foreign.push(data)
    },
    gone: props.onContentProcessDidTerminate,
  })
  await view.handler('ReactNativeWebView')
  const early = props.injectedJavaScriptBeforeContentLoaded
  const scripts = order === 'own last' ? [early, ownScript] : [ownScript, early]
  for (const script of order === 'after the page' ? [ownScript] : scripts)
    await view.inject(script, 'main')
  ref({ injectJavaScript: view.fire })
  await view.load(props.source.uri)
  await view.evaluate(props.injectedJavaScript)
  /** A render in which React finds another function as the ref. */
  const render = (): void => {
    ref(null)
    ref({ injectJavaScript: view.fire })
  }
  return { host, shop, view, foreign, documents, render }
}

it.each(['own first', 'own last', 'after the page'] as const)(
  'React Native on iOS: both ways and over renders, with the scripts in the order "%s"',
  async (order) => {
    const { host, shop, view, documents, render } = await open('/shop', order)
    host.onCustomEvent('double', (payload) => Number(payload) * 2)
    expect(await shop.connected).toMatchObject({ transport: 'native' })
    render()
    expect(await shop.request('echo', '</script>\u2028"')).toBe('</script>\u2028"')
    expect(await view.run('return await miniapp.request("double", 21)')).toBe(42)
    expect(await view.run('return miniapp.session.host.platform')).toBe('react-native')
    expect(documents).toEqual([order === 'after the page' ? 'late' : 'start'])
    host.close()
  },
)

it('React Native on iOS: a frame is not taken for the miniapp, and other messages stay with the app', async () => {
  const { host, shop, view, foreign, documents } = await open('/framed', 'own first')
  const told: unknown[] = []
  host.onCustomEvent('told', (payload) => void told.push(payload))
  await shop.connected
  await view.run('addFrames()')
  await view.run('await reported')
  await view.run('ReactNativeWebView.postMessage("of the app")')
  expect(await shop.request('echo', 1)).toBe(1)
  expect(foreign).toContain('of the app')
  expect(told).toEqual([])
  expect(documents).toHaveLength(1)
  host.close()
})

it('React Native on iOS: the web process dies, and the reloaded page gets another session', async () => {
  const { host, shop, view } = await open('/shop', 'own first')
  const first = await shop.connected
  const ended = new Promise<void>((resolve) =>
    shop.on('status', (status) => status === 'disconnected' && resolve()),
  )
  await view.kill()
  await ended
  await view.load(shop.props.source.uri)
  expect((await shop.connected).id).not.toBe(first.id)
  host.close()
})
