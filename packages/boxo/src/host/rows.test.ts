// What the host does with each method where there is no screen. What shows something is in e2e/scenarios/boxo-rows.
import { BridgeError } from '@drawbridge/core'
import { afterEach, describe, expect, it } from 'vitest'
import { sampleOf } from '../../test/samples.js'
import { webviewApp } from '../../test/webview-app.js'
import { boxoMethods, type MethodFacts } from '../methods.js'

const rows = Object.entries<MethodFacts>(boxoMethods)
const of = (host: MethodFacts['host']): string[] =>
  rows.filter(([, facts]) => facts.host === host).map(([method]) => method)
const samples = (method: string) => {
  const { request, answer } = Object.fromEntries(rows)[method] as MethodFacts
  return { request: sampleOf(request ?? {}) as object, answer: sampleOf(answer ?? {}) }
}

let close = (): void => {}
function start(...given: Parameters<typeof webviewApp>) {
  const parts = webviewApp(...given)
  close = parts.host.close
  return parts
}
afterEach(() => close())

describe('a method that only raises an event', () => {
  it.each(of('raises'))('%s reaches the handler of its name, which answers', async (method) => {
    const { host, ask } = start()
    const { request, answer } = samples(method)
    const heard: unknown[] = []
    host.onCustomEvent(method, (payload) => {
      heard.push(payload)
      return answer
    })
    expect(await ask(method, request)).toEqual({ ...(answer as object), request_id: 1 })
    expect(heard).toEqual([request])
  })

  it.each(of('raises'))('%s is refused with the remedy where nobody handles it', async (method) => {
    const { ask } = start()
    expect(await ask(method, samples(method).request)).toEqual({
      request_id: 1,
      error_type: 'client_error',
      error_data: expect.objectContaining({
        error_code: 404,
        code: 'NO_HANDLER',
        error_reason: `Nothing handles "${method}" on the other side. Add a handler with onCustomEvent`,
      }),
    })
  })

  it.each(of('raises'))('%s that nobody waits for is an event', async (method) => {
    const { host, say } = start()
    const { request } = samples(method)
    const heard = new Promise((resolve) =>
      host.onCustomEvent(method, (payload) => resolve(payload)),
    )
    say(method, request)
    expect(await heard).toEqual(request)
  })
})

describe('a method that hosts send', () => {
  it.each(of('pushes'))('%s reaches the miniapp as an event', async (method) => {
    const { app, ask, said } = start()
    await ask('AppBoxoWebAppInit')
    const { pushed } = Object.fromEntries(rows)[method] as MethodFacts
    app.sendCustomEvent(method, sampleOf(pushed ?? {}))
    await new Promise(setImmediate)
    expect(said.at(-1)).toEqual([
      'https://shop.example',
      { type: method, data: sampleOf(pushed ?? {}) },
    ])
  })

  it.each(of('pushes'))('%s is no method that a miniapp can ask', async (method) => {
    const { ask } = start()
    expect(await ask(method)).toMatchObject({ error_data: { code: 'UNSUPPORTED' } })
  })
})

describe('a host without a screen', () => {
  it('answers InitData with what it can do', async () => {
    const { host, ask } = start({ payload: (app) => `for ${app.appId}`, sandbox: true })
    host.onCustomEvent('AppBoxoWebAppTrack', () => ({ status: 200 }))
    const told = (await ask('AppBoxoWebAppGetInitData')) as { data: { handlers: string[] } }
    expect(told).toMatchObject({
      app_id: 'shop',
      client_id: 'super-app',
      payload: 'for shop',
      sandbox_mode: true,
      data: { locale: 'de' },
    })
    const { handlers } = told.data
    expect(handlers).toContain('AppBoxoWebAppTrack')
    expect(handlers).toContain('AppBoxoWebAppStorageSet')
    // Without a handler of its own it does not take payments, and without a screen it shows nothing.
    expect(handlers).not.toContain('AppBoxoWebAppPay')
    expect(handlers).not.toContain('AppBoxoWebAppShowAlert')
  })

  it('names and answers only what it grants, and InitData in any case', async () => {
    const { ask } = start({}, { capabilities: ['AppBoxoWebAppStorageClear'] })
    const told = (await ask('AppBoxoWebAppGetInitData')) as { data: { handlers: string[] } }
    expect(told.data.handlers.sort()).toEqual([
      'AppBoxoWebAppCustomEvent',
      'AppBoxoWebAppGetInitData',
      'AppBoxoWebAppInit',
      'AppBoxoWebAppStorageClear',
    ])
    expect(await ask('AppBoxoWebAppStorageClear')).toEqual({ request_id: 2, result: true })
    expect(await ask('AppBoxoWebAppLogin')).toMatchObject({
      error_data: { error_code: 401, code: 'NOT_ALLOWED' },
    })
  })

  it.each(['AppBoxoWebAppCloseMiniapp', 'AppBoxoWebAppCloseMiniApp'])(
    'closes the miniapp with %s, after the answer',
    async (method) => {
      const { app, ask } = start()
      const closed = new Promise<void>((resolve) =>
        app.on('status', (status) => status === 'unmounted' && resolve()),
      )
      expect(await ask(method)).toEqual({ request_id: 1 })
      await closed
    },
  )

  it.each(['AppBoxoWebAppInit', 'AppBoxoWebAppSaveToken', 'AppBoxoWebAppClearToken'])(
    'answers %s with nothing',
    async (method) => {
      const { ask } = start()
      expect(await ask(method, { token: 't' })).toEqual({ request_id: 1 })
    },
  )

  it('tells its name, its colours and its logo', async () => {
    const { ask } = start({ look: { primaryColor: '#123456', logo: 'https://host.example/l.png' } })
    expect(await ask('AppBoxoWebAppGetMiniappSettings')).toMatchObject({
      miniapp_settings: {
        colors: { primary_color: '#123456', secondary_color: '', tertiary_color: '' },
        hostapp: { name: 'Host', logo: 'https://host.example/l.png' },
      },
    })
  })

  it('says that its storage is full, and keeps what it had', async () => {
    const values = new Map([['of the host', 'kept']])
    const { ask } = start({
      storage: {
        get length() {
          return values.size
        },
        key: (index) => [...values.keys()][index] ?? null,
        getItem: (key) => values.get(key) ?? null,
        removeItem: (key) => void values.delete(key),
        setItem(key, value) {
          if (values.size > 1) throw new DOMException('Over the quota', 'QuotaExceededError')
          values.set(key, value)
        },
      },
    })
    const set = (key: string): Promise<unknown> =>
      ask('AppBoxoWebAppStorageSet', { key, value: 'x' })
    expect(await set('a')).toEqual({ request_id: 1, result: true })
    expect(await set('b')).toMatchObject({
      error_data: { code: 'TOO_LARGE', error_reason: expect.stringContaining('is full') },
    })
    await ask('AppBoxoWebAppStorageClear')
    expect([...values]).toEqual([['of the host', 'kept']])
  })

  it('lets a handler of its own answer in the place of a built-in one', async () => {
    const { host } = start()
    host.onCustomEvent('AppBoxoWebAppStorageClear', () => ({ result: false }))
    const answers: unknown[] = []
    const app = host.adopt({
      appId: 'other',
      platform: 'ios',
    })
    const params = { request_id: 1 }
    app.hear(
      { type: 'appboxo-js-sdk', handler: 'AppBoxoWebAppStorageClear', params },
      'https://other.example',
      (word) => void answers.push((word as { data: unknown }).data),
    )
    await app.connected
    await new Promise(setImmediate)
    expect(answers).toEqual([{ request_id: 1, result: false }])
  })

  it('puts the answer to a payment over the order, and errors under its token', async () => {
    const order = { amount: 1, currency: 'EUR', miniappOrderId: 'm', transactionToken: 'pt' }
    const { say, said } = start({
      pay: ({ amount }) => {
        if (amount > 1) throw new BridgeError('TOO_MUCH', 'Too much')
        return { status: 'success', hostappOrderId: 'h' }
      },
    })
    say('AppBoxoWebAppPay', order)
    await new Promise(setImmediate)
    say('AppBoxoWebAppPay', { ...order, amount: 2 })
    await new Promise(setImmediate)
    expect(said.map((each) => (each as [string, unknown])[1])).toEqual([
      {
        type: 'AppBoxoWebAppPay',
        data: { ...order, status: 'success', hostappOrderId: 'h' },
      },
      {
        type: 'AppBoxoWebAppPay',
        data: expect.objectContaining({ error_type: 'client_error', transactionToken: 'pt' }),
      },
    ])
  })

  it('answers what a miniapp sent without waiting, without an id', async () => {
    const { say, said } = start()
    say('AppBoxoWebAppGetMiniappSettings', {})
    await new Promise(setImmediate)
    expect(said).toMatchObject([['https://shop.example', { data: { miniapp_settings: {} } }]])
  })
})

describe('what a miniapp sends', () => {
  it('as JSON text of Android means the same as an object of iOS', async () => {
    const { host, say } = start()
    const heard: unknown[] = []
    host.onCustomEvent('news', (payload) => void heard.push(payload))
    say('AppBoxoWebAppCustomEvent', { type: 'news', payload: 1 })
    say('AppBoxoWebAppCustomEvent', '{"type":"news","payload":2}')
    say('AppBoxoWebAppCustomEvent', '{')
    await new Promise(setImmediate)
    expect(heard).toEqual([1, 2])
  })

  it.each([
    ['a number in the place of a text', () => [0], 'params.keys[0] must be a string'],
    ['a big integer', () => [1n], 'params of "AppBoxoWebAppStorageGet" are not JSON'],
  ])('that holds %s is refused', async (_what, keys, reason) => {
    const { ask } = start()
    expect(await ask('AppBoxoWebAppStorageGet', { keys: keys() })).toMatchObject({
      error_data: { code: 'INVALID_PAYLOAD', error_reason: expect.stringContaining(reason) },
    })
  })

  it('that is larger than the limit is refused', async () => {
    const { host, ask } = start()
    host.onCustomEvent('big', () => 'taken')
    const payload = 'x'.repeat(4 * 1024 * 1024)
    expect(await ask('AppBoxoWebAppCustomEvent', { type: 'big', payload })).toMatchObject({
      error_data: { code: 'TOO_LARGE' },
    })
  })
})
