// The drop-in behind a bridge in the shape of Android. In frames and against the published host: e2e/scenarios/boxo-drop-in.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NATIVE_EVENT } from '../wire.js'
import { type AppboxoSDK, createJsSdk } from './create-js-sdk.js'
import type { SdkEvent } from './hosts.js'

type Body = Record<string, unknown>
const slots = globalThis as { window?: unknown; document?: unknown; AppboxoJs?: unknown }

/** A page in the webview of a host that has these methods; what they return is the host's answer. */
function page(methods: Record<string, (params: Body) => Body | undefined>, platform?: string) {
  const window = Object.assign(new EventTarget(), { parent: undefined as unknown })
  window.parent = window
  const cookies: string[] = []
  const document = Object.defineProperty({}, 'cookie', { set: (text) => cookies.push(text) })
  const say = (type: string, data: Body): void =>
    void window.dispatchEvent(Object.assign(new Event(NATIVE_EVENT), { detail: { type, data } }))
  const functions = Object.entries(methods).map(([method, answer]) => [
    method,
    (json: string) => {
      const params = JSON.parse(json) as Body
      const data = answer(params)
      // At once, as no host should and some bridge may.
      if (data) say(method, { ...data, request_id: params.request_id })
    },
  ])
  const AppboxoJs = { AppBoxoWebAppGetInitData() {}, ...Object.fromEntries(functions) }
  Object.assign(slots, { window, document, AppboxoJs })
  return { sdk: createJsSdk(platform), say, cookies }
}

const servers: Server[] = []
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  for (const server of servers.splice(0)) server.close()
  delete slots.window
  delete slots.document
  delete slots.AppboxoJs
})

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error: { code: string }) => error.code,
  )

it('supports what a native host lists, and what its bridge has where it lists nothing', async () => {
  const methods = { AppBoxoWebAppLogin: () => undefined, AppBoxoWebAppExpand: () => undefined }
  const names = ['AppBoxoWebAppLogin', 'AppBoxoWebAppExpand', 'AppBoxoWebAppPay']
  const initData = (data: object) => ({ ...methods, AppBoxoWebAppGetInitData: () => ({ data }) })
  for (const [data, supported] of [
    [{ handlers: ['AppBoxoWebAppLogin', 'AppBoxoWebAppPay'] }, [true, false, false]],
    [{}, [true, true, false]],
  ] as const) {
    const { sdk } = page(initData(data))
    await sdk.getInitData()
    expect(names.map(sdk.supports)).toEqual(supported)
  }
})

describe('every promise ends', () => {
  it.each([
    ['AppBoxoWebAppStorageClear', 15_000],
    ['AppBoxoWebAppVibrate', 15_000],
    ['AppBoxoWebAppPay', 600_000],
    ['AppBoxoWebAppCustomEvent', 600_000],
  ])('%s after %i ms without an answer', async (method, ms) => {
    const { sdk } = page({ [method]: () => undefined })
    let code: unknown
    const asked = sdk.sendPromise(method, { transactionToken: 't' }).catch((error) => {
      code = error.code
    })
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(code).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await asked
    expect(code).toBe('TIMEOUT')
  })

  it('at once for what the host does not have, and outside of a host', async () => {
    const { sdk } = page({})
    expect(await codeOf(sdk.sendPromise('AppBoxoWebAppVibrate', { style: 'light' }))).toBe(
      'UNSUPPORTED',
    )
    delete slots.AppboxoJs
    expect(await codeOf(sdk.sendPromise('AppBoxoWebAppInit'))).toBe('NO_HOST')
  })

  it('where there is no window at all', async () => {
    const sdk = createJsSdk()
    sdk.send('AppBoxoWebAppInit')
    sdk.subscribe(() => {})
    expect([sdk.isWebView(), sdk.supports('AppBoxoWebAppStorageGet')]).toEqual([false, false])
    const calls = [sdk.getInitData(), sdk.login(), sdk.pay({} as never), sdk.track({})]
    expect(await Promise.all(calls.map(codeOf))).toEqual(Array(4).fill('NO_HOST'))
    expect(await sdk.logout()).toEqual({})
  })
})

describe('login', () => {
  it('gives the tokens, and tells that the person agreed', async () => {
    const asked: Body[] = []
    const { sdk } = page({
      AppBoxoWebAppLogin: (params) => {
        asked.push(params)
        return { payload: { token: 't' } }
      },
    })
    const told: boolean[] = []
    const postConfirmCallback = (yes: boolean): void => void told.push(yes)
    expect(await sdk.login({ confirmModalText: 'Sure?', postConfirmCallback })).toEqual({
      token: 't',
    })
    expect(told).toEqual([true])
    expect(asked).toEqual([{ confirmModalText: 'Sure?', request_id: expect.any(Number) }])
  })

  it.each([
    [{ error_type: 'auth_error', error_data: { error_reason: 'No user' } }, 'No user'],
    [{ payload: {} }, 'The host answered the login without a token'],
  ])('rejects with status, message and error: %j', async (answer, message) => {
    const { sdk } = page({ AppBoxoWebAppLogin: () => answer })
    const told: boolean[] = []
    const failed = sdk.login({ postConfirmCallback: (yes) => told.push(yes) })
    await expect(failed).rejects.toMatchObject({ status: 'Error', message, error: { message } })
    expect(told).toEqual([false])
  })
})

describe('logout', () => {
  it.each([
    [['AppBoxoWebAppLogout', 'AppBoxoWebAppClearToken'], 'AppBoxoWebAppLogout'],
    [['AppBoxoWebAppClearToken'], 'AppBoxoWebAppClearToken'],
    [[], undefined],
  ])('of a host with %j asks %s, and forgets the token', async (names, expected) => {
    const asked: string[] = []
    const methods = names.map((name) => [name, () => asked.push(name) && { result: true }])
    const { sdk, cookies } = page(Object.fromEntries(methods))
    await sdk.logout()
    expect(asked).toEqual(expected ? [expected] : [])
    expect(cookies).toEqual([expect.stringMatching(/^ab_token=; expires=Thu, 01 Jan 1970/)])
  })
})

describe('getInitData', () => {
  it('keeps what it was told in the cookies that miniapps read, and nothing else', async () => {
    const { sdk, cookies } = page({
      AppBoxoWebAppGetInitData: () => ({
        app_id: 'shop',
        client_id: 'c 1',
        refresh_token: 'r;',
        sandbox_mode: null,
        data: {},
      }),
    })
    expect(await sdk.getInitData()).toMatchObject({ app_id: 'shop' })
    expect(cookies).toEqual([
      'ab_app_id=shop; path=/',
      'ab_client_id=c%201; path=/',
      'ab_refesh_token=r%3B; path=/',
    ])
  })
})

describe('subscribers', () => {
  const type = 'AppBoxoWebAppCustomEvent'

  it('hear in order, as often as they were added, and are hurt by nobody', () => {
    const { sdk, say } = page({})
    const heard: string[] = []
    const reported: unknown[] = []
    Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) })
    const bad = (): void => {
      throw new Error('bad')
    }
    const good = ({ detail }: SdkEvent): void => void heard.push(String(detail.data?.type))
    sdk.subscribe(bad)
    sdk.subscribe(good)
    sdk.subscribe(good)
    say(type, { type: 'a' })
    sdk.unsubscribe(good)
    sdk.unsubscribe(() => {})
    say(type, { type: 'b' })
    sdk.unsubscribe(good)
    say(type, { type: 'c' })
    expect(heard).toEqual(['a', 'a', 'b'])
    expect(reported).toHaveLength(3)
    delete (globalThis as { reportError?: unknown }).reportError
  })

  it('hear answers too, with the id', async () => {
    const { sdk } = page({ AppBoxoWebAppStorageClear: () => ({ result: true }) })
    const heard: unknown[] = []
    sdk.subscribe(({ detail }) => heard.push(detail))
    expect(await sdk.sendPromise('AppBoxoWebAppStorageClear')).toEqual({ result: true })
    const id = expect.any(Number)
    expect(heard).toEqual([
      {
        type: 'AppBoxoWebAppStorageClear',
        handler: 'AppBoxoWebAppStorageClear',
        data: { result: true, request_id: id },
        request_id: id,
      },
    ])
  })
})

describe('track', () => {
  async function platform(status: number) {
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => (text += chunk))
      request.on('end', () => {
        asked.push([request.url, JSON.parse(text)])
        response.writeHead(status).end('{"message":"ok"}')
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const initData = () => ({ app_id: 'shop', client_id: 'c' })
  const tracked = (sdk: AppboxoSDK): Promise<unknown> =>
    sdk.track({ action: 'click', payload: { on: 'buy' } })

  it('goes to the host that tracks', async () => {
    const { sdk } = page({ AppBoxoWebAppTrack: ({ action }) => ({ result: action }) })
    expect(await tracked(sdk)).toEqual({ result: 'click' })
  })

  it('goes to the platform where the host does not', async () => {
    const { asked, url } = await platform(200)
    const { sdk } = page({ AppBoxoWebAppGetInitData: initData }, url)
    expect(await tracked(sdk)).toEqual({ message: 'ok' })
    expect(asked).toEqual([
      [
        '/analytics/track/',
        { action: 'click', payload: { on: 'buy' }, app_id: 'shop', client_id: 'c' },
      ],
    ])
  })

  it('says what the platform answered', async () => {
    const { url } = await platform(403)
    const { sdk } = page({ AppBoxoWebAppGetInitData: initData }, url)
    await expect(tracked(sdk)).rejects.toMatchObject({
      code: 'HTTP_ERROR',
      message: 'The platform answered 403 to track()',
    })
  })
})
