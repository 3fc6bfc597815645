import { createReactNativeHost } from '@drawbridge/host/react-native'
import { expect, it } from 'vitest'
import {
  answerCalls,
  appConnector,
  calledByConnector,
  calledBySdk,
  pushedByDropIn,
} from '../pages/boxo-app.js'
import { openAndroidView, type Shape } from './android-view.js'
import { setUpPhone } from './set-up-phone.js'

const { page: openPage, url, origin } = setUpPhone()

const methods = ['GetInitData', 'CustomEvent', 'Login', 'Pay'].map((name) => `AppBoxoWebApp${name}`)

it('an app in the shape of the Boxo SDK for Android is met by the connector, the drop-in and the published SDK', async () => {
  const page = await openPage()
  const texts: unknown[] = []
  const say = (type: string, data: object): void => {
    const detail = JSON.stringify({ type, data })
    void page.evaluate(
      `window.dispatchEvent(new CustomEvent('AppBoxoWebAppEvent',{detail:${detail}}))`,
    )
  }
  await page.exposeBinding('callAndroid', (_source, method: string, text: unknown) => {
    texts.push(text)
    const { request_id, type, ...body } = JSON.parse(String(text))
    if (method === 'AppBoxoWebAppGetInitData')
      say(method, { request_id, app_id: 'shop', client_id: 'android-app', language: 'de' })
    else if (method === 'AppBoxoWebAppLogin') say(method, { request_id, payload: { token: 't' } })
    else if (method === 'AppBoxoWebAppPay')
      say(method, { ...body, status: 'success', hostappOrderId: 'h' })
    else if (type === 'push') say(method, { request_id: 0, type: 'news', payload: { n: 1 } })
    else {
      const payload = type === 'price' ? { price: 3 } : 3
      const failed = type === 'fails' && { error_type: 'custom_error' }
      say(method, { request_id, type, payload, ...failed })
    }
  })
  await page.addInitScript(`{
    const call = window.callAndroid
    const bridge = (method) => [method, (text) => void call(method, text)]
    window.AppboxoJs = Object.fromEntries(${JSON.stringify(methods)}.map(bridge))
  }`)
  await page.goto(url('/boxo'))
  const ofAndroid = { client: 'android-app', fails: 'custom_error' }
  expect(await page.evaluate('callByPublished()')).toEqual(calledBySdk(ofAndroid))
  expect(await page.evaluate('callByDropIn()')).toEqual(
    calledBySdk({ ...ofAndroid, pushed: pushedByDropIn }),
  )
  expect(await page.evaluate('callByConnector()')).toEqual(
    calledByConnector({
      session: {
        transport: 'boxo-android',
        host: { name: 'android-app', platform: 'android' },
        capabilities: expect.arrayContaining(methods),
        locale: 'de',
      },
      fails: 'custom_error',
    }),
  )
  expect([...new Set(texts.map((text) => typeof text))]).toEqual(['string'])
})

it.each<Shape>(['listener', 'interface'])(
  'a Boxo miniapp speaks to a native host with the %s shape',
  async (shape) => {
    const page = await openPage()
    const view = await openAndroidView(page, shape, origin(), true, {
      connectors: [appConnector()],
    })
    const { host, refused } = view
    answerCalls(host)
    await page.goto(url('/boxo'))
    expect(await page.evaluate('callByPublished()')).toEqual(calledBySdk())
    await page.reload()
    expect(await page.evaluate('callByPublished()')).toEqual(calledBySdk())
    expect(refused).toEqual([])
    host.close()
  },
)

it('a Boxo miniapp speaks to a React Native host with nothing but the connector', async () => {
  const host = createReactNativeHost({ name: 'React Native app', connectors: [appConnector()] })
  const { props, ref } = host.mount({ url: url('/boxo'), appId: 'shop' })
  answerCalls(host)
  const page = await openPage()
  ref({ injectJavaScript: (script) => void page.evaluate(script).catch(() => {}) })
  await page.exposeBinding('sendNative', ({ frame }, data: string) => {
    props.onMessage({ nativeEvent: { data, url: new URL(frame.url()).origin } })
  })
  const own = `{
    const send = window.sendNative
    window.ReactNativeWebView = { postMessage: (text) => { send(String(text)) } }
  }`
  await page.addInitScript(`${own}${props.injectedJavaScriptBeforeContentLoaded}`)
  await page.goto(props.source.uri)
  await page.evaluate(props.injectedJavaScript)
  expect(await page.evaluate('callByPublished()')).toEqual(calledBySdk())
  host.close()
})
