import { rawConnect, rawHello, rawMiniapp, rawWindow } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'

/** Everything that a host says to a miniapp that is written by hand. */
export const hostWire: Scenario = {
  async host(stage) {
    const host = testHost({ version: '2.0', capabilities: ['echo', 'slow', 'fail', 'appEvent'] })
    host.onCustomEvent('echo', (payload) => payload)
    host.onCustomEvent('fail', () => Promise.reject(new Error('secret')))
    host.onCustomEvent('slow', (_payload, { progress, signal }) => {
      progress({ percent: 50 })
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      )
    })
    host.onAppEvent(() => {})
    const app = mountMiniapp(stage, host, { context: { locale: 'en' } })
    // Said before there is a connection: it waits for it.
    app.sendCustomEvent('news', { first: true })
    void app.request('question', 'why', { timeout: 7_000, key: 'k' }).then(() => {
      app.setContext({ locale: 'ar' })
    })
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const window_ = rawWindow()
    // The frame has loaded then, after which the host asks for no sign of life.
    await window_.next('knock')
    const port = rawHello(parent, stage.origins.host, 'a1')
    const { data: welcome, origin } = (await window_.next('welcome')) as Record<string, unknown>
    const isSilentBefore = port.packets.length === 0
    const connect = await rawConnect(port)
    const first = await port.next()
    const exchange = async (...messages: object[]): Promise<unknown> => {
      port.say(...messages)
      return (await port.next()).m
    }
    return {
      welcome,
      isFromHost: origin === stage.origins.host,
      isSilentBefore,
      connect,
      first,
      context: await exchange({ jsonrpc: '2.0', id: 1, result: 'because' }),
      echo: await exchange(rpc('event', { type: 'echo', payload: { x: [1, null] } }, 1)),
      fail: await exchange(rpc('event', { type: 'fail', payload: null }, 2)),
      notGranted: await exchange(rpc('event', { type: 'other', payload: 1 }, 3)),
      unknownMethod: await exchange(rpc('bridge/fly', {}, 4)),
      appEvent: await exchange(
        rpc('appEvent', { event: 'viewed', data: 1, _meta: { key: 'e1' } }, 5),
      ),
      appEventAgain: await exchange(
        rpc('appEvent', { event: 'viewed', data: 1, _meta: { key: 'e1' } }, 6),
      ),
      capabilities: await exchange(
        rpc('bridge/capabilities', { names: ['echo', 'fly', 'fail'] }, 7),
      ),
      closing: await exchange(rpc('bridge/closing', { reason: 'unload' }, 8)),
      ping: await exchange(rpc('bridge/ping', {}, 'text id')),
      progress: await exchange(rpc('event', { type: 'slow', payload: 1 }, 9)),
      // Unknown notifications, `$/…`, fields and replies are ignored; a cancel is not answered.
      ignored: await exchange(
        rpc('$/cancel', { id: 9 }),
        rpc('$/novelty', {}),
        rpc('bridge/novelty', {}),
        { jsonrpc: '2.0', id: 77, result: 'never asked' },
        { ...rpc('event', { type: 'echo', payload: 1, more: 2 }, 10), more: 3 },
      ),
    }
  },
}

/** A packet that a host gets wrong or twice, and what it does then. */
export const hostPackets: Scenario = {
  async host(stage) {
    const host = testHost()
    const heard: unknown[] = []
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    host.onCustomEvent('told', (payload) => void heard.push(payload))
    const app = mountMiniapp(stage, host)
    const miniapp = await stage.heard('miniapp')
    return { miniapp, heard, errors, status: app.status }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const told = (payload: unknown) => rpc('event', { type: 'told', payload })
    const packet = (n: number, ...m: object[]) => port.post(JSON.stringify({ n, a: 1, m }))
    packet(2, told('second'))
    packet(2, told('second again'))
    port.post('{"no JSON')
    port.post({ n: 3, a: 1, m: [told('an object, not a text')] })
    port.post(JSON.stringify([3, 1]))
    packet(3, { jsonrpc: '1.0', method: 'event' }, told('third'), [told('a batch in a batch')])
    packet(4, rpc('bridge/ping', {}, 1))
    const ping = await port.next()
    packet(5)
    packet(6, told('after a gap: 5 was empty and took no number'))
    return { ping, goodbye: (await port.next()).m }
  },
}

/** Acknowledgements: with what is said anyway, else within a second; 64 packets are not waited for. */
export const hostAcks: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('told', () => {})
    mountMiniapp(stage, host)
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    port.say(rpc('event', { type: 'told', payload: 1 }))
    const began = performance.now()
    const single = await port.nextAck()
    const isWithinSecond = performance.now() - began < 1_500
    // One task for each, as a miniapp that says one thing after the other.
    for (let n = 0; n < 64; n++) port.say(rpc('event', { type: 'told', payload: n }))
    const beganMany = performance.now()
    const many = await port.nextAck()
    return { single, isWithinSecond, many, isAtOnce: performance.now() - beganMany < 800 }
  },
}

/** A host that has said something and hears no acknowledgement asks for a sign of life. */
export const hostStale: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    app.sendCustomEvent('news', 1)
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const news = await port.next()
    const began = performance.now()
    const ping = await port.next()
    const ms = performance.now() - began
    return { news: news.m, ping: ping.m, isAfterThreeSeconds: ms > 2_500 && ms < 15_000 }
  },
}

/** Above its window a host refuses: 256 requests may be unanswered. */
export const hostWindow: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('hold', () => new Promise(() => {}))
    mountMiniapp(stage, host)
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const requests = Array.from({ length: 258 }, (_, n) =>
      rpc('event', { type: 'hold', payload: n }, n + 1),
    )
    port.say(...requests.slice(0, 200))
    port.say(...requests.slice(200))
    return (await port.next()).m
  },
}
