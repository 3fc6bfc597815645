import { boxo, boxoEntries } from '@drawbridge/boxo'
import { type BridgeError, defineContract, type Miniapp, type } from '@drawbridge/miniapp'
import { publishedHost } from '../pages/boxo-sides.js'
import { outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { testMiniapp } from '../pages/sides.js'

/** What a call ended with, and what its error says. */
async function told(call: Promise<unknown>) {
  const text = call.then(
    () => undefined,
    (error: BridgeError) => error.message,
  )
  return { ...(await outcomeOf(call)), text: await text }
}

/** Our miniapp in a page that runs the published host SDK. */
export const miniappInBoxoHost: Scenario = {
  async host(stage) {
    const { sdk, frame } = await publishedHost(stage, {
      onPaymentRequest: async (order: { transactionToken: string; currency: string }) => {
        if (order.currency === 'XXX') throw new Error('No such currency')
        return { ...order, status: 'success', hostappOrderId: `h-${order.transactionToken}` }
      },
    })
    const heard: unknown[] = []
    const replies: Record<string, () => unknown> = {
      object: () => ({ ok: true }),
      text: () => 'abc',
      list: () => [7, 8],
      nothing: () => undefined,
      throws: () => Promise.reject(new Error('Out of stock')),
      throwsText: () => Promise.reject('Sold out'),
    }
    for (const [type, reply] of Object.entries(replies))
      sdk.onEvent(type, async (_type, payload) => {
        heard.push([type, payload])
        return reply()
      })
    sdk.onEvent('told', async (type, payload) => void heard.push([type, payload]))
    await stage.cued('listening')
    sdk.setTheme('light')
    sdk.logout()
    sdk.setAuthTokens('token-1', 'refresh-1')
    stage.cue(frame.contentWindow, 'go on')
    return { miniapp: await stage.heard('miniapp'), heard }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    const events: unknown[] = []
    miniapp.onCustomEvent('*', (type, payload) => void events.push([type, payload]))
    const { id, ...session } = await miniapp.connected
    const { boxo: initData, ...context } = miniapp.context
    const pushed = new Promise((resolve) => miniapp.onCustomEvent('AppBoxoWebAppLogout', resolve))
    stage.cue(window.top, 'listening')
    await stage.cued('go on')
    await pushed
    const replies: Record<string, unknown> = {}
    for (const type of ['object', 'text', 'list', 'nothing', 'throws', 'throwsText', 'unknown'])
      replies[type] = await told(miniapp.request(type, { asked: type }))
    miniapp.sendCustomEvent('told', 'news')
    return {
      idIsText: typeof id === 'string',
      session,
      context,
      initData,
      theme: miniapp.context.theme,
      events,
      replies,
      methods: await callMethods(miniapp),
    }
  },
}

/** Boxo methods by their names, as a contract types them. */
async function callMethods(untyped: Miniapp): Promise<Record<string, unknown>> {
  const contract = defineContract({ ...boxoEntries, own: { payload: type<string>() } })
  const miniapp = untyped as unknown as Miniapp<typeof contract.entries>
  const order = { amount: 12.5, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_91' }
  const supported = ['Login', 'Pay', 'Vibrate', 'StorageGet'] as const
  return {
    login: await told(miniapp.request('AppBoxoWebAppLogin', { confirmModalText: 'Sign in?' })),
    pay: await told(miniapp.request('AppBoxoWebAppPay', order)),
    notPaid: await told(miniapp.request('AppBoxoWebAppPay', { ...order, currency: 'XXX' })),
    noToken: await told(miniapp.request('AppBoxoWebAppPay', { ...order, transactionToken: '' })),
    absent: await told(miniapp.request('AppBoxoWebAppStorageGet', { keys: ['a'] })),
    neverAnswered: await told(untyped.request('AppBoxoWebAppVibrate', { style: 'light' })),
    answeredLater: await told(untyped.request('AppBoxoWebAppShowActionSheet', { list: [] })),
    appEvent: await told((await miniapp.sendAppEvent('seen', {})).delivered),
    supports: supported.map((name) => miniapp.supports(`AppBoxoWebApp${name}`)),
    asked: await miniapp.requestCapabilities(['AppBoxoWebAppPay', 'AppBoxoWebAppVibrate']),
  }
}

/** A hundred requests at once, answered in the opposite order. */
export const manyInBoxoHost: Scenario = {
  async host(stage) {
    const { sdk } = await publishedHost(stage)
    const waiting: (() => void)[] = []
    sdk.onEvent('echo', async (_type, payload) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length === 100) for (const answer of waiting.reverse()) answer()
      })
      return { payload }
    })
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    const asked = Array.from({ length: 100 }, (_, n) => n)
    const replies = await Promise.all(asked.map((n) => miniapp.request('echo', n)))
    return replies.every((reply, n) => (reply as { payload: unknown }).payload === n)
  },
}
