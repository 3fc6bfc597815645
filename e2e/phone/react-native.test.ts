import { createReactNativeHost } from '@drawbridge/host/react-native'
import { expect, it } from 'vitest'
import { setUpPhone } from './set-up-phone.js'

const { page: openPage, url } = setUpPhone()

/** What react-native-webview gives every frame on Android, by a WebMessageListener for all origins. */
const ownObject = `{
  const send = window.sendNative
  const target = new EventTarget()
  window.ReactNativeWebView = {
    postMessage: (text) => { send(String(text)) },
    addEventListener: target.addEventListener.bind(target),
  }
}`

it.each([true, false])(
  'React Native on Android: both ways and after a reload (script before the page: %s)',
  async (isEarly) => {
    const host = createReactNativeHost({ name: 'React Native app' })
    const documents: string[] = []
    const { connected, props, ref, request, on, ...shop } = host.mount({
      url: url('/framed'),
      appId: 'shop',
      onDocument: ({ injection }) => void documents.push(injection),
    })
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    const page = await openPage()
    ref({ injectJavaScript: (script) => void page.evaluate(script).catch(() => {}) })
    await page.exposeBinding('sendNative', ({ frame }, data: string) => {
      // Of the frame that sends only its origin is told.
      props.onMessage({ nativeEvent: { data, url: new URL(frame.url()).origin } })
    })
    await page.addInitScript(
      isEarly ? `${ownObject}${props.injectedJavaScriptBeforeContentLoaded}` : ownObject,
    )
    await page.goto(props.source.uri)
    await page.evaluate(props.injectedJavaScript)
    await connected
    await page.evaluate('addFrames()')
    await page.evaluate('reported')
    expect(await request('echo', 1)).toBe(1)
    expect(told).toEqual([])
    expect(documents).toEqual([isEarly ? 'start' : 'late'])

    const ended = new Promise<void>((resolve) =>
      on('status', (status) => status === 'disconnected' && resolve()),
    )
    await page.reload()
    await page.evaluate(props.injectedJavaScript)
    await ended
    expect(await request('echo', 2)).toBe(2)
    expect(documents).toHaveLength(2)
    shop.unmount()
    host.close()
  },
)
