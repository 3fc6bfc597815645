import { boxoHost } from '@drawbridge/boxo'
import { createReactNativeHost } from '@drawbridge/host/react-native'
import { expect, it } from 'vitest'
import { openAndroidView, type Shape } from './android-view.js'
import { setUpPhone } from './set-up-phone.js'

const { page: openPage, url, origin } = setUpPhone()

const paid = {
  amount: 1,
  currency: 'EUR',
  miniappOrderId: 'm',
  transactionToken: 'pt',
  status: 'success',
  hostappOrderId: 'h',
}
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
  const bySdk = (pushed: object) => ({
    client: 'android-app',
    price: { reply: { type: 'price', payload: { price: 3 } } },
    count: { reply: { type: 'count', payload: 3 } },
    fails: 'custom_error',
    pay: { reply: paid },
    pushed: { ...pushed, type: 'news', payload: { n: 1 } },
  })
  expect(await page.evaluate('callByPublished()')).toEqual(bySdk({ request_id: 0 }))
  expect(await page.evaluate('callByDropIn()')).toEqual(bySdk({}))
  expect(await page.evaluate('callByConnector()')).toEqual({
    session: {
      transport: 'boxo-android',
      host: { name: 'android-app', platform: 'android' },
      capabilities: expect.arrayContaining(methods),
      locale: 'de',
    },
    price: { price: 3 },
    count: 3,
    fails: 'custom_error',
    pay: paid,
    login: { payload: { token: 't' } },
    absent: 'UNSUPPORTED',
    pushed: { n: 1 },
  })
  expect([...new Set(texts.map((text) => typeof text))]).toEqual(['string'])
})

const inOurHost = {
  client: 'super-app',
  price: { reply: { type: 'price', payload: { price: 3 } } },
  count: { reply: { type: 'count', payload: 3 } },
  fails: 'client_error',
  pay: { reply: paid },
  pushed: { request_id: 0, type: 'news', payload: { n: 1 } },
}

function connectors() {
  const pay = () => ({ status: 'success', hostappOrderId: 'h' }) as const
  return [boxoHost({ clientId: 'super-app', login: () => ({ token: 't' }), pay })]
}

const answers: Readonly<Record<string, () => unknown>> = {
  price: () => ({ price: 3 }),
  count: () => 3,
  fails: () => Promise.reject(new Error('secret')),
}

it.each<Shape>(['listener', 'interface'])(
  'a Boxo miniapp speaks to a native host with the %s shape',
  async (shape) => {
    const page = await openPage()
    const view = await openAndroidView(page, shape, origin(), true, { connectors: connectors() })
    const { host, app, refused } = view
    for (const [type, reply] of Object.entries(answers)) host.onCustomEvent(type, reply)
    host.onCustomEvent('push', () => app.sendCustomEvent('news', { n: 1 }))
    await page.goto(url('/boxo'))
    expect(await page.evaluate('callByPublished()')).toEqual(inOurHost)
    await page.reload()
    expect(await page.evaluate('callByPublished()')).toEqual(inOurHost)
    expect(refused).toEqual([])
    host.close()
  },
)

it('a Boxo miniapp speaks to a React Native host with nothing but the connector', async () => {
  const host = createReactNativeHost({ name: 'React Native app', connectors: connectors() })
  const { props, ref, sendCustomEvent } = host.mount({ url: url('/boxo'), appId: 'shop' })
  for (const [type, reply] of Object.entries(answers)) host.onCustomEvent(type, reply)
  host.onCustomEvent('push', () => sendCustomEvent('news', { n: 1 }))
  const page = await openPage()
  ref({ injectJavaScript: (script) => void page.evaluate(script).catch(() => {}) })
  await page.exposeBinding('sendNative', ({ frame }, data: string) => {
    props.onMessage({ nativeEvent: { data, url: new URL(frame.url()).origin } })
  })
  await page.addInitScript(`{
    const send = window.sendNative
    window.ReactNativeWebView = { postMessage: (text) => { send(String(text)) } }
    ${props.injectedJavaScriptBeforeContentLoaded}
  }`)
  await page.goto(props.source.uri)
  await page.evaluate(props.injectedJavaScript)
  expect(await page.evaluate('callByPublished()')).toEqual(inOurHost)
  host.close()
})
