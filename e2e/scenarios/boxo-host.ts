import { type BoxoHostOptions, boxoHost } from '@drawbridge/boxo'
import { BridgeError, type Host, type MountedMiniapp } from '@drawbridge/host'
import { publishedMiniapp, type Raw, settled } from '../pages/boxo-sides.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

function hostFor(stage: Stage, options: Partial<BoxoHostOptions> = {}): [Host, MountedMiniapp] {
  const host = testHost({ connectors: [boxoHost({ clientId: 'super-app', ...options })] })
  return [host, mountMiniapp(stage, host, { context: { locale: 'de', theme: 'dark' } })]
}

/** A miniapp that runs the published SDK, in our host. */
export const boxoMiniappInHost: Scenario = {
  async host(stage) {
    const [host, app] = hostFor(stage, {
      payload: 'launched',
      login: () => ({ token: 't-1', refresh_token: 'r-1' }),
      pay: ({ currency }) => {
        if (currency === 'XXX') throw new BridgeError('NO_SUCH_CURRENCY', 'No such currency')
        return { status: 'success', hostappOrderId: 'h-1' }
      },
    })
    const heard: unknown[] = []
    const replies: Record<string, () => unknown> = {
      object: () => ({ ok: true }),
      text: () => 'abc',
      list: () => [7, 8],
      nothing: () => undefined,
      reserved: () => ({ error_type: 'mine', request_id: 9 }),
      throws: () => Promise.reject(new BridgeError('OUT_OF_STOCK', 'Out of stock')),
    }
    for (const [type, reply] of Object.entries(replies))
      host.onCustomEvent(type, (payload, { expectsReply }) => {
        heard.push([type, payload, expectsReply])
        return reply()
      })
    host.onCustomEvent('AppBoxoWebAppSetTabBar', (payload) => void heard.push(payload))
    await stage.cued('listening')
    const { id: _, ...session } = await app.connected
    app.sendCustomEvent('news', { read: false })
    app.sendCustomEvent('AppBoxoWebAppTabBarItemClick', { tabId: 3 })
    app.sendCustomEvent('AppBoxoWebAppLogout', { action: 'logout' })
    app.setContext({ theme: 'light' })
    const asked = await app.request('cannot', null).catch(({ code }) => code)
    stage.cue(app.iframe.contentWindow, 'pushed')
    const miniapp = await stage.heard('miniapp')
    return { session: { ...session, origin: undefined }, asked, heard, miniapp }
  },
  async miniapp(stage) {
    const sdk = await publishedMiniapp()
    const events: unknown[] = []
    // It comes when the frame has loaded, before or after the first answer.
    const knocks: unknown[] = []
    const onEvent = ({ detail }: { detail: unknown }): void => {
      const { stage: own, kind, data, request_id } = detail as Record<string, unknown>
      if (kind === 'knock') return void knocks.push(detail)
      const answered = request_id ?? (data as { request_id?: unknown } | undefined)?.request_id
      if (!own && answered === undefined) events.push(detail)
    }
    sdk.subscribe(onEvent as never)
    sdk.init()
    const initData = await sdk.sendPromise('AppBoxoWebAppGetInitData')
    stage.cue(window.top, 'listening')
    await stage.cued('pushed')
    const custom: Record<string, unknown> = {}
    for (const type of ['object', 'text', 'list', 'nothing', 'reserved', 'throws', 'unknown'])
      custom[type] = await settled(
        sdk.sendPromise('AppBoxoWebAppCustomEvent', { type, payload: { asked: type } }),
      )
    sdk.send('AppBoxoWebAppCustomEvent', { type: 'object', payload: 'told' })
    sdk.send('AppBoxoWebAppSetTabBar', { show: true })
    const ask = (method: string, params: object = {}): Promise<unknown> =>
      settled((sdk as Raw).sendPromise(method, params))
    const order = {
      amount: 1,
      currency: 'EUR',
      miniappOrderId: 'm-1',
      transactionToken: 'pt_1',
    }
    const methods = {
      login: await ask('AppBoxoWebAppLogin', { confirmModalText: 'Sign in?' }),
      pay: await ask('AppBoxoWebAppPay', order),
      payFails: await ask('AppBoxoWebAppPay', { ...order, currency: 'XXX' }),
      logout: await ask('AppBoxoWebAppLogout'),
      settings: await ask('AppBoxoWebAppGetMiniappSettings'),
      malformed: await ask('AppBoxoWebAppStorageGet', { keys: 'a' }),
      unknown: await ask('AppBoxoWebAppTeleport'),
      eventOfOurs: await ask('checkout_started'),
      raised: await ask('AppBoxoWebAppExpand'),
    }
    return { initData, events, knocks, custom, methods }
  },
}

/** What a miniapp stores stays over a reload, and another miniapp does not see it. */
export const boxoStorage: Scenario = {
  async host(stage) {
    localStorage.clear()
    const host = testHost({ connectors: [boxoHost({ clientId: 'c', storageQuota: 30 })] })
    const open = (appId: string, query = {}): MountedMiniapp =>
      mountMiniapp(stage, host, { appId, url: stage.page('miniapp', { query }) })
    const app = open('shop', { write: 'yes' })
    const before = await stage.heard('miniapp')
    app.iframe.src = stage.page('miniapp')
    const after = await stage.heard('miniapp')
    open('shop2')
    return { before, after, other: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const sdk = (await publishedMiniapp()) as Raw
    const ask = (method: string, params: object = {}): Promise<unknown> =>
      settled(sdk.sendPromise(`AppBoxoWebAppStorage${method}`, params))
    const read = async (): Promise<unknown[]> => [
      await ask('Get', { keys: ['a', 'b', 'none'] }),
      await ask('GetKeys', { count: 1, offset: 1 }),
    ]
    if (!stage.query('write')) return await read()
    return [
      await ask('Set', { key: 'a', value: '1' }),
      await ask('Set', { key: 'b', value: '2' }),
      await ask('Set', { key: 'c', value: '3' }),
      await ask('Set', { key: 'big', value: 'x'.repeat(30) }),
      await ask('Remove', { key: 'c' }),
      ...(await read()),
    ]
  },
}

/** The frame loads another document while the old one's request is answered: the new one asks with the same ids. */
export const boxoReload: Scenario = {
  async host(stage) {
    const [host, app] = hostFor(stage)
    const answers: ((reply: object) => void)[] = []
    const aborted: unknown[] = []
    host.onCustomEvent('slow', (_payload, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason.code))
      return new Promise((resolve) => answers.push(resolve))
    })
    await stage.cued('asked')
    app.iframe.src = stage.page('miniapp', { query: { second: 'yes' } })
    await stage.cued('asked')
    for (const [n, answer] of answers.entries()) answer({ document: n + 1 })
    return { reply: await stage.heard('miniapp'), aborted }
  },
  async miniapp(stage) {
    const sdk = await publishedMiniapp()
    const asked = sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'slow' })
    // The host has it by then: messages keep their order.
    stage.cue(window.top, 'asked')
    const reply = await asked
    return stage.query('second') ? reply : await new Promise(() => {})
  },
}

/** Two miniapps ask at once with the same ids, and each hears its own answers and pushes alone. */
export const twoBoxoMiniapps: Scenario = {
  async host(stage) {
    const host = testHost({ connectors: [boxoHost({ clientId: 'c' })] })
    host.onCustomEvent('who', (_payload, { miniapp }) => ({ appId: miniapp.appId }))
    const apps = ['one', 'two'].map((appId) => mountMiniapp(stage, host, { appId }))
    for (const app of apps) await app.connected
    for (const app of apps) app.sendCustomEvent('you', app.appId)
    for (const app of apps) stage.cue(app.iframe.contentWindow, 'end')
    const heard = [await stage.heard('miniapp'), await stage.heard('miniapp')]
    return heard.map((each) => JSON.stringify(each)).sort()
  },
  async miniapp(stage) {
    const sdk = await publishedMiniapp()
    const heard: unknown[] = []
    sdk.subscribe((({ detail }: { detail: { type: string; data: { payload: unknown } } }) => {
      if (detail.type === 'AppBoxoWebAppCustomEvent') heard.push(detail.data.payload)
    }) as never)
    const replies = await Promise.all(
      [1, 2, 3].map(() => sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'who' })),
    )
    await stage.cued('end')
    return { replies: replies.map(({ appId }) => appId), heard }
  },
}
