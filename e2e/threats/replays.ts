import { rawHost } from '../pages/raw-host.js'
import { rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const connect = rpc(
  'bridge/connect',
  { protocol: 1, app: { id: 'raw' }, sdk: 'raw', features: ['ack', 'batch', 'keys'] },
  0,
)
const pay = (id: number, key?: string) =>
  rpc('event', { type: 'pay', payload: 'order', ...(key && { _meta: { key } }) }, id)
const told = rpc('event', { type: 'told', payload: 'news' })
const packet = (n: number, ...m: object[]) => JSON.stringify({ n, a: 0, m })

/**
 * A miniapp that is written by hand sends what it sent before: the same packets, the same requests in new packets, and
 * all of it from its next document.
 */
export const replaysToHost: Scenario = {
  async host(stage) {
    const host = testHost()
    const runs: string[] = []
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    host.onCustomEvent('pay', (_order, { key = 'no key' }) => runs.push(key))
    host.onCustomEvent('told', () => void runs.push('told'))
    const app = mountMiniapp(stage, host)
    const first = await stage.heard('miniapp')
    const before = [...runs]
    stage.cue(app.iframe.contentWindow, 'reload')
    const second = await stage.heard('miniapp')
    return { first, before, second, after: runs.slice(before.length), errors }
  },
  async miniapp(stage) {
    const window_ = rawWindow()
    const isSecond = location.hash === '#again'
    // An attempt that was answered is answered to nobody again.
    const stale = rawHello(parent, stage.origins.host, 'a1')
    if (!isSecond) await window_.next('welcome')
    const port = isSecond ? rawHello(parent, stage.origins.host, 'a2') : stale
    const welcomed = isSecond ? await window_.next('welcome') : undefined
    port.post(packet(1, connect))
    await port.next()

    const answers: unknown[] = []
    const answer = async (): Promise<void> => {
      for (;;) {
        const replies = (await port.next()).m.filter((message) => 'result' in message)
        if (replies.length > 0)
          return void answers.push(...replies.map(({ id, result }) => [id, result]))
      }
    }
    if (isSecond) {
      // The keyed one of the first document: its number, its id and its key.
      port.post(packet(2, pay(2, 'order 1')))
      await answer()
      stale.post(packet(1, connect))
      port.post(packet(3, rpc('bridge/ping', {}, 'p')))
      await answer()
      const { data } = welcomed as { data: { attempt: string } }
      return { answers, welcomed: data.attempt, stale: stale.packets }
    }
    port.post(packet(2, pay(1), told))
    await answer()
    for (let time = 0; time < 3; time++) port.post(packet(2, pay(1), told))
    port.post(packet(3, pay(1)))
    port.post(packet(4, pay(2, 'order 1')))
    await answer()
    port.post(packet(5, pay(3, 'order 1')))
    await answer()
    port.post(packet(6, rpc('bridge/ping', {}, 'p')))
    await answer()
    stage.say({ answers })
    await stage.cued('reload')
    location.hash = 'again'
    location.reload()
    return await new Promise(() => {})
  },
}

/** A host that is written by hand does the same to a miniapp. */
export const replaysToMiniapp: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    const ask = rpc('event', { type: 'pay', payload: 'order' }, 1)
    for (let time = 0; time < 3; time++) port.post(packet(2, ask, told))
    port.post(packet(3, ask))
    port.post(packet(4, rpc('bridge/ping', {}, 'p')))
    const replies: unknown[] = []
    while (!replies.includes('p'))
      for (const { id, result } of (await port.next()).m)
        replies.push(...(result === undefined ? [] : [id]))
    stage.cue(host.frame.contentWindow, 'tell')
    return { replies, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const runs: string[] = []
    const errors: string[] = []
    miniapp.on('error', ({ code }) => errors.push(code))
    miniapp.onCustomEvent('pay', () => runs.push('pay'))
    miniapp.onCustomEvent('told', () => void runs.push('told'))
    await stage.cued('tell')
    return { runs, errors }
  },
}
