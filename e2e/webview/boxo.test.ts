import { createReactNativeHost } from '@drawbridge/host/react-native'
import { describe, expect, it } from 'vitest'
import {
  answerCalls,
  appConnector,
  calledByConnector,
  calledBySdk,
  pushedByDropIn,
} from '../pages/boxo-app.js'
import { openIosBoxoApp } from './ios-boxo-host.js'
import { setUp } from './set-up.js'

const script = '<script type="module" src="/boxo-native.js"></script>'
const intruder = `<script>
  const { drawbridge } = window.webkit.messageHandlers
  const boxo = { type: 'appboxo-js-sdk', handler: 'AppBoxoWebAppCustomEvent', params: { type: 'told' } }
  drawbridge.postMessage(JSON.stringify({ d: 'e'.repeat(32), a: 0, m: [] }))
  for (const d of ['e'.repeat(32), '']) drawbridge.postMessage(JSON.stringify({ d, w: boxo }))
  drawbridge.postMessage(JSON.stringify({ w: boxo }))
  parent.postMessage({ bridge: typeof window.AppboxoJs }, '*')
</script>`
const {
  open,
  url,
  view: openView,
} = setUp((url) => ({
  '/boxo': `<!doctype html><title>Boxo shop</title>${script}`,
  '/framed-boxo': `<!doctype html><title>Boxo shop</title>
<script>
  const reported = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data)))
</script>${script}<iframe src="${url('/boxo-intruder', 'there')}"></iframe>`,
  '/boxo-at-once': `<!doctype html><title>Boxo shop</title>
<script>
  const told = new Promise((resolve) => {
    addEventListener('AppBoxoWebAppEvent', ({ detail }) => resolve(detail.data.app_id))
  })
  AppboxoJs.AppBoxoWebAppGetInitData('{"request_id":1}')
</script>`,
  '/boxo-intruder': `<!doctype html><title>Intruder</title>${intruder}`,
}))

describe('an app in the shape of the Boxo SDK for iOS', () => {
  it('is met by the connector, the drop-in and the published SDK, with integers as ids', async () => {
    const { view, posted } = await openIosBoxoApp(openView, (event, send) => {
      if (event.type === 'push') return send({ type: 'news', payload: { n: 1 } })
      if (event.type === 'fails') event.errorType = 'custom_error'
      if (event.type === 'price') event.payload = { price: 3 }
      // Only dictionaries pass.
      if (event.type === 'count') event.payload = 3
      if (event.requestId > 0) send(event)
    })
    await view.load(url('/boxo'))
    const ofIos = {
      client: 'ios-app',
      count: { reply: { type: 'count' } },
      fails: 'custom_error',
    }
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk(ofIos))
    const published = posted.length
    expect(await view.run('return await callByDropIn()')).toEqual(
      calledBySdk({ ...ofIos, pushed: pushedByDropIn }),
    )
    expect(await view.run('return await callByConnector()')).toEqual(
      calledByConnector({
        session: {
          transport: 'boxo-ios',
          host: { name: 'ios-app', platform: 'ios' },
          capabilities: ['GetInitData', 'Login', 'Pay', 'CustomEvent'].map(
            (name) => `AppBoxoWebApp${name}`,
          ),
          locale: 'de',
        },
        count: null,
        fails: 'custom_error',
        login: { payload: { token: 't', refresh_token: 'r' } },
      }),
    )
    const ids = posted
      .slice(published)
      .map(([method, body]) => [method, (body as { request_id?: unknown }).request_id])
    expect(ids.filter(([, id]) => id !== undefined)).toHaveLength(9)
    for (const [method, id] of ids)
      if (id === undefined) expect(method).toMatch(/Pay|CustomEvent/)
      else expect(id).toSatisfy((n: unknown) => Number.isInteger(n) && (n as number) > 0)
  })
})

describe('a Boxo miniapp in a native host', () => {
  it('speaks over the script of the connector, before and after a reload; with boxo() over Drawbridge', async () => {
    const { host, app, view, refused } = await open({ host: { connectors: [appConnector()] } })
    answerCalls(host)
    const sessions: string[] = []
    app.on('session', ({ transport }) => sessions.push(transport))
    await view.load(url('/boxo'))
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
    expect(await view.run('return await callByDropIn()')).toEqual(
      calledBySdk({ pushed: pushedByDropIn }),
    )
    await view.reload()
    expect(app.session).toBeUndefined()
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
    await view.reload()
    expect(await view.run('return await callByConnector()')).toMatchObject({
      session: { transport: 'native', host: { name: 'Native app' } },
      price: { price: 3 },
      pushed: { n: 1 },
    })
    expect(sessions).toEqual(['boxo', 'boxo', 'native'])
    expect(refused).toEqual([])
  })

  it('threat 11: no answer to a Boxo miniapp reaches the document that came after it', async () => {
    const { host, view } = await open({ host: { connectors: [appConnector()] } })
    const answers: ((reply: object) => void)[] = []
    const aborted: unknown[] = []
    host.onCustomEvent('slow', (_payload, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason.code))
      return new Promise((resolve) => answers.push(resolve))
    })
    host.onCustomEvent('asked', () => answers.length)
    const ask = `
      const sdk = await published
      window.slow = sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'slow' })
      return (await sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'asked' })).payload`
    await view.load(url('/boxo'))
    expect(await view.run(ask)).toBe(1)
    await view.reload()
    expect(await view.run(ask)).toBe(2)
    for (const [n, reply] of answers.entries()) reply({ document: n + 1 })
    expect(await view.run('return (await slow).payload')).toEqual({ document: 2 })
    expect(aborted).toEqual(['DISCONNECTED'])
  })

  it('is answered what it asked before the native side knew its document', async () => {
    const { view } = await open({ host: { connectors: [appConnector()] } })
    await view.load(url('/boxo-at-once'))
    expect(await view.run('return await told')).toBe('shop')
  })

  it('speaks on when it comes back from the history', async () => {
    const { host, view } = await open({ host: { connectors: [appConnector()] } })
    answerCalls(host)
    await view.load(url('/boxo'))
    await view.run('window.mark = "the same document"; return await callByPublished()')
    await view.load(url('/plain'))
    await view.back()
    expect(await view.run('return window.mark')).toBe('the same document')
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
  })

  it('threat 10: a frame in a Boxo miniapp has no bridge, and is not taken for it', async () => {
    const { host, app, view, refused } = await open({ host: { connectors: [appConnector()] } })
    answerCalls(host)
    const told: unknown[] = []
    host.onCustomEvent('told', () => void told.push('by a frame'))
    await view.load(url('/framed-boxo'))
    expect(await view.run('return await reported')).toEqual({ bridge: 'undefined' })
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
    expect(told).toEqual([])
    expect(app.session?.transport).toBe('boxo')
    // What is said under another token is said to nobody.
    await view.run(
      'addEventListener("AppBoxoWebAppEvent", ({ detail }) => { window.heard = detail })',
    )
    const token = 'e'.repeat(32)
    await view.evaluate(`window.drawbridge.dispatch("${token}","AppBoxoWebAppEvent","1")`)
    expect(await view.run('return window.heard ?? "nothing"')).toBe('nothing')
    expect(refused).toContain('INVALID_MESSAGE')
  })

  it('speaks over handlers for each method, as iOS has them', async () => {
    const answered = ['GetInitData', 'Login', 'Pay', 'CustomEvent'].map(
      (name) => `AppBoxoWebApp${name}`,
    )
    const { host, app, view } = await open({
      isInjected: false,
      // One that nobody answers: what the host says counts more than what is there.
      boxoMethods: [...answered, 'AppBoxoWebAppExpand'],
      host: { connectors: [appConnector()] },
    })
    answerCalls(host)
    await view.load(url('/boxo'))
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
    await view.reload()
    expect(app.session).toBeUndefined()
    expect(await view.run('return await callByDropIn()')).toEqual(
      calledBySdk({ pushed: pushedByDropIn }),
    )
    expect(await view.run('return await callByConnector()')).toMatchObject({
      session: { transport: 'boxo-ios', capabilities: answered },
      count: 3,
      pushed: { n: 1 },
    })
  })

  it('speaks in React Native with nothing but the connector', async () => {
    const host = createReactNativeHost({ name: 'React Native app', connectors: [appConnector()] })
    answerCalls(host)
    const shop = host.mount({ url: url('/boxo'), appId: 'shop' })
    const { props, ref } = shop
    const view = openView({
      message: (text, sender) =>
        void props.onMessage({ nativeEvent: { data: text ?? '', url: sender } }),
    })
    await view.handler('ReactNativeWebView')
    await view.inject(props.injectedJavaScriptBeforeContentLoaded, 'main')
    ref({ injectJavaScript: view.fire })
    await view.load(props.source.uri)
    await view.evaluate(props.injectedJavaScript)
    expect(await view.run('return await callByPublished()')).toEqual(calledBySdk())
    expect(shop.session?.transport).toBe('boxo')
    host.close()
  })
})
