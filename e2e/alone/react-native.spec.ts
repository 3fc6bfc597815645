import { fileURLToPath } from 'node:url'
import { runInContext } from 'node:vm'
import type { boxoHost } from '@drawbridge/boxo'
import type { createReactNativeHost } from '@drawbridge/host/react-native'
import { expect, test } from '@playwright/test'
import { hermesRealm, loadInto } from './hermes.js'
import { resolveWithMetro } from './metro.js'

const file = fileURLToPath(import.meta.resolve('@drawbridge/host/react-native'))

for (const isExportsRead of [true, false])
  test(`Metro finds the host and nothing else, ${isExportsRead ? 'by' : 'without'} exports`, () => {
    expect(resolveWithMetro('@drawbridge/host/react-native', isExportsRead)).toBe(file)
  })

test('the host answers a miniapp with what Hermes has', async () => {
  const realm = hermesRealm()
  const before = runInContext('Object.getOwnPropertyNames(globalThis)', realm) as string[]
  const loaded = (await loadInto(realm, file)) as {
    createReactNativeHost: typeof createReactNativeHost
  }
  const after = runInContext('Object.getOwnPropertyNames(globalThis)', realm) as string[]
  expect(after.filter((name) => !before.includes(name))).toEqual(['loaded'])

  const host = loaded.createReactNativeHost({ name: 'Hermes app' })
  host.onCustomEvent('double', async (payload, { signal }) => {
    await Promise.resolve()
    return signal.aborted ? 0 : Number(payload) * 2
  })
  const shop = host.mount({ url: 'https://shop.example/cart', appId: 'shop' })
  const packets: { n: number; m: unknown[] }[] = []
  let proof = ''
  shop.ref({
    injectJavaScript(script) {
      proof = /announce\("\w+","([\w-]+)"\)/.exec(script)?.[1] ?? proof
      const quoted = /receive\("a{32}",(".*")\)/.exec(script)?.[1]
      if (quoted) packets.push(JSON.parse(JSON.parse(quoted) as string))
    },
  })
  const say = (packet: object): boolean =>
    shop.props.onMessage({
      nativeEvent: {
        data: JSON.stringify({ d: 'a'.repeat(32), ...packet }),
        url: 'https://shop.example/cart?x',
      },
    })
  expect(say({ a: 0, m: [] })).toBe(true)
  say({ a: 0, m: [], proof })
  const connect = { protocol: 1, app: { id: 'shop' }, features: ['batch', 'cancel'] }
  say({ n: 1, a: 0, m: [{ jsonrpc: '2.0', id: 0, method: 'bridge/connect', params: connect }] })
  await shop.connected
  const ask = { type: 'double', payload: 21, _meta: { key: 'k' } }
  say({ n: 2, a: 1, m: [{ jsonrpc: '2.0', id: 1, method: 'event', params: ask }] })
  await expect.poll(() => packets.length).toBe(2)
  expect(packets[0]).toMatchObject({
    n: 1,
    m: [{ id: 0, result: { host: { name: 'Hermes app', platform: 'react-native' } } }],
  })
  expect(packets[1]?.m).toEqual([{ jsonrpc: '2.0', id: 1, result: 42 }])

  const question = shop.request('state', null)
  await expect.poll(() => packets.length).toBe(3)
  say({ n: 3, a: 3, m: [{ jsonrpc: '2.0', id: 1, result: 'open' }] })
  expect(await question).toBe('open')

  // A message of another bridge of the same app is not ours.
  const data = 'a message of the app'
  expect(shop.props.onMessage({ nativeEvent: { data, url: 'https://shop.example/' } })).toBe(false)
  shop.props.onContentProcessDidTerminate()
  expect(shop.status).toBe('disconnected')
  host.close()
})

test('the host answers a Boxo miniapp with what Hermes has', async () => {
  const realm = hermesRealm()
  const { createReactNativeHost: createHost } = (await loadInto(realm, file)) as {
    createReactNativeHost: typeof createReactNativeHost
  }
  const boxoFile = fileURLToPath(import.meta.resolve('@drawbridge/boxo'))
  const boxo = (await loadInto(realm, boxoFile)) as { boxoHost: typeof boxoHost }
  const connectors = [boxo.boxoHost({ clientId: 'super-app', login: () => ({ token: 't' }) })]
  const host = createHost({ name: 'Hermes app', connectors })
  host.onCustomEvent('price', () => ({ price: 3 }))
  const shop = host.mount({ url: 'https://shop.example/', appId: 'shop' })
  const told: { type: string; data: object }[] = []
  let proof = ''
  shop.ref({
    injectJavaScript(script) {
      proof = /announce\("\w+","([\w-]+)"\)/.exec(script)?.[1] ?? proof
      const quoted = /dispatch\("a{32}","AppBoxoWebAppEvent",(".*")\)/.exec(script)?.[1]
      if (quoted) told.push(JSON.parse(JSON.parse(quoted) as string))
    },
  })
  const say = (packet: object): boolean => {
    const data = JSON.stringify({ d: 'a'.repeat(32), ...packet })
    return shop.props.onMessage({ nativeEvent: { data, url: 'https://shop.example/' } })
  }
  const ask = (handler: string, params: object): boolean =>
    say({ w: { type: 'appboxo-js-sdk', handler: `AppBoxoWebApp${handler}`, params } })
  say({ a: 0, m: [] })
  say({ a: 0, m: [], proof })
  ask('GetInitData', { request_id: 1 })
  ask('CustomEvent', { request_id: 2, type: 'price' })
  ask('Login', { request_id: 3 })
  ask('StorageSet', { request_id: 4, key: 'a', value: '1' })
  ask('Vibrate', { request_id: 5, style: 'light' })
  await expect.poll(() => told.length).toBe(5)
  expect(Object.fromEntries(told.map(({ type, data }) => [type.slice(13), data]))).toMatchObject({
    GetInitData: { request_id: 1, client_id: 'super-app' },
    CustomEvent: { request_id: 2, type: 'price', payload: { price: 3 } },
    Login: { request_id: 3, payload: { token: 't' } },
    StorageSet: { request_id: 4, result: true },
    // There is nothing that could: a handler of the app has to.
    Vibrate: { request_id: 5, error_data: { code: 'NO_HANDLER' } },
  })
  host.close()
})
