import { boxo, boxoHost } from '@drawbridge/boxo'
import {
  asker,
  kinds,
  publishedHost,
  publishedMiniapp,
  type Raw,
  settled,
} from '../pages/boxo-sides.js'
import { outcomeOf } from '../pages/facts.js'
import { load } from '../pages/published.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

type Kind = (typeof kinds)[number]

const kindOf = (stage: Stage): Kind => stage.query('kind') as Kind

/** The published host, around a frame whose role is played by one kind after the other. */
async function eachKind(
  stage: Stage,
  prepare: (sdk: Awaited<ReturnType<typeof publishedHost>>['sdk'], frame: Window) => void,
): Promise<Record<string, unknown>> {
  const { sdk, frame } = await publishedHost(stage, {}, 'nobody')
  prepare(sdk, frame.contentWindow as Window)
  const told: Record<string, unknown> = {}
  for (const kind of kinds) {
    frame.src = stage.page('miniapp', { query: { kind } })
    told[kind] = await stage.heard('miniapp')
  }
  return told
}

const nobody = (): Promise<unknown> => new Promise(() => {})

/**
 * A stranger's frame inside the miniapp answers a request before the host does, with the right id: the host's page tells
 * it, as a page that can read a message may.
 */
export const forgedReply: Scenario = {
  host: (stage) =>
    eachKind(stage, (sdk, frame) => {
      addEventListener('message', ({ data }) => {
        if (data?.params?.type !== 'slow') return
        stage.cue(frame.frames[0] as Window, 'forge', data.params.request_id)
      })
      sdk.onEvent('slow', async () => {
        await stage.cued('forged')
        return { from: 'host' }
      })
    }),
  async miniapp(stage) {
    const ask = await asker(stage, kindOf(stage))
    const stranger = document.createElement('iframe')
    stranger.src = stage.page('stranger', { at: 'stranger' })
    document.body.append(stranger)
    await stage.cued('ready')
    const reply = ask('slow')
    await stage.cued('forged')
    stage.cue(window.top, 'forged')
    return await reply
  },
  async stranger(stage) {
    stage.cue(window.parent, 'ready')
    const id = await stage.cued('forge')
    const data = { from: 'stranger', request_id: id }
    const handler = 'AppBoxoWebAppCustomEvent'
    window.parent.postMessage({ type: 'appboxo-host-response', handler, data, request_id: id }, '*')
    stage.cue(window.parent, 'forged')
    return null
  },
  nobody,
}

/** A hundred requests at once, answered in the opposite order. */
export const concurrency: Scenario = {
  host: (stage) =>
    eachKind(stage, (sdk) => {
      let waiting: (() => void)[] = []
      sdk.onEvent('echo', async (_type, payload) => {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
          if (waiting.length < 100) return
          for (const answer of waiting.reverse()) answer()
          waiting = []
        })
        return { n: payload }
      })
    }),
  async miniapp(stage) {
    const ask = await asker(stage, kindOf(stage))
    const replies = await Promise.all(Array.from({ length: 100 }, (_, n) => ask('echo', n)))
    return replies.every((reply, n) => (reply as { n: number }).n === n)
  },
  nobody,
}

/**
 * Two miniapps in one page. One waits for a slow answer; the other asks who it is, with the same id. Each host of the page
 * answers the miniapp in its own frame, or so it should be.
 */
const twoMiniapps = (
  open: (stage: Stage, appId: string, url: string) => Window | null | Promise<Window | null>,
): Scenario => ({
  async host(stage) {
    const windows: (Window | null)[] = []
    for (const appId of ['asks', 'waits']) {
      windows.push(await open(stage, appId, stage.page(appId)))
      await stage.cued('loaded')
    }
    const [asks, waits] = windows
    stage.cue(waits ?? null, 'go')
    await stage.cued('waits')
    stage.cue(asks ?? null, 'go')
    return await Promise.race(['asks', 'waits'].map((role) => stage.heard(role)))
  },
  async asks(stage) {
    const sdk = await publishedMiniapp()
    stage.cue(window.top, 'loaded')
    await stage.cued('go')
    const reply = await sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'who' })
    return { answered: 'who', reply }
  },
  async waits(stage) {
    const sdk = await publishedMiniapp()
    stage.cue(window.top, 'loaded')
    await stage.cued('go')
    const slow = sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'slow' })
    stage.cue(window.top, 'waits')
    return { answered: 'slow', reply: await slow }
  },
})

export const twoInPublishedHosts: Scenario = twoMiniapps(async (_stage, appId, url) => {
  const WebSdk = await load('web-sdk')
  const sdk = new WebSdk({ appId, clientId: 'super-app' })
  const frame = document.createElement('iframe')
  sdk.setIframe(frame)
  sdk.initialize()
  sdk.onEvent('who', async () => ({ appId }))
  sdk.onEvent('slow', () => new Promise(() => {}))
  frame.src = url
  document.body.append(frame)
  return frame.contentWindow
})

export const twoInOurHost: Scenario = twoMiniapps((stage, appId, url) => {
  const host = testHost({ connectors: [boxoHost({ clientId: 'super-app' })] })
  const app = mountMiniapp(stage, host, { appId, url })
  app.onCustomEvent('who', () => ({ appId }))
  app.onCustomEvent('slow', () => new Promise(() => {}))
  return app.iframe.contentWindow
})

/** A host that never answers: what has ended by the time that a request of ours has. */
export const silentHost: Scenario = {
  async host(stage) {
    const { sdk } = await publishedHost(stage)
    sdk.onEvent('slow', () => new Promise(() => {}))
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const published = (await asker(stage, 'published'))('slow').then(() => 'answered')
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    await miniapp.connected
    const ours = await outcomeOf(miniapp.request('slow', null, { timeout: 300 }))
    return { ours, published: await Promise.race([published, 'pending']) }
  },
}

const values = { text: 'abc', list: [7, 8], number: 5, none: null }

/** What handlers return and throw, as the published miniapp SDK is told by the published host and by ours. */
export const publishedMiniappInBoth: Scenario = {
  async host(stage) {
    const { sdk, frame } = await publishedHost(stage)
    for (const [type, value] of Object.entries(values)) sdk.onEvent(type, async () => value)
    sdk.onEvent('throws', async () => Promise.reject('Sold out'))
    const published = await stage.heard('miniapp')
    sdk.destroy()
    frame.remove()
    const host = testHost({
      connectors: [boxoHost({ clientId: 'super-app' })],
      exposeErrors: true,
    })
    for (const [type, value] of Object.entries(values)) host.onCustomEvent(type, () => value)
    host.onCustomEvent('throws', () => Promise.reject('Sold out'))
    mountMiniapp(stage, host)
    return { published, ours: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const ask = await asker(stage, 'published')
    const told: Record<string, unknown> = {}
    for (const type of [...Object.keys(values), 'throws']) told[type] = await settled(ask(type))
    return told
  },
}

const order = { amount: 20, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_1' }

/** One purchase, whoever makes it: what it costs, the payment, and the news of the order. */
async function buy(
  ask: (type: string, payload: unknown) => Promise<unknown>,
  pay: (order: object) => Promise<unknown>,
): Promise<unknown> {
  const price = await ask('cart_total', { items: 2 })
  const paid = await pay(order)
  return { price, paid, told: await ask('order_created', { order_id: 'm-1', amount: 20 }) }
}

const total = (payload: unknown) => ({ amount: (payload as { items: number }).items * 10 })
const paid = { status: 'success' as const, hostappOrderId: 'h-1' }

/** The purchase of a miniapp with the published SDK in our host. */
export const purchaseInOurHost: Scenario = {
  async host(stage) {
    const orders: unknown[] = []
    const host = testHost({
      connectors: [boxoHost({ clientId: 'super-app', pay: () => paid })],
    })
    host.onCustomEvent('cart_total', total)
    host.onCustomEvent('order_created', (order) => void orders.push(order))
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), orders }
  },
  async miniapp() {
    const sdk = (await publishedMiniapp()) as Raw
    return await buy(
      (type, payload) => sdk.sendPromise('AppBoxoWebAppCustomEvent', { type, payload }),
      (asked) => sdk.sendPromise('AppBoxoWebAppPay', asked),
    )
  },
}

/** The same purchase of our miniapp in the published host. */
export const purchaseInPublishedHost: Scenario = {
  async host(stage) {
    const orders: unknown[] = []
    const { sdk } = await publishedHost(stage, {
      onPaymentRequest: async (asked: object) => ({ ...asked, ...paid }),
    })
    sdk.onEvent('cart_total', async (_type, payload) => total(payload))
    sdk.onEvent('order_created', async (_type, order) => void orders.push(order))
    return { miniapp: await stage.heard('miniapp'), orders }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    return await buy(miniapp.request, (asked) => miniapp.request('AppBoxoWebAppPay', asked))
  },
}
