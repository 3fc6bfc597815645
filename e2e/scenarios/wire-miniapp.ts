import { tap } from '@drawbridge/miniapp'
import { outcomeOf } from '../pages/facts.js'
import { answerConnect, rawHost } from '../pages/raw-host.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { testMiniapp } from '../pages/sides.js'

/** Everything that a miniapp says to a host that is written by hand. */
export const miniappWire: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, origin, ports, port } = await host.hello()
    host.welcome(data.attempt)
    const connect = await port.next()
    port.say({ jsonrpc: '2.0', id: 0, result: connectResult })
    const first = await port.next()
    port.say(
      rpc('event', { type: 'question', payload: 1 }, 1),
      rpc('event', { type: 'news', payload: 2 }),
      rpc('bridge/context', { changed: { theme: 'dark' } }),
    )
    const answer = await port.next()
    port.say(rpc('bridge/fly', {}, 2))
    const unknownMethod = await port.next()
    port.say(rpc('$/progress', { id: 1, value: 0.5 }), rpc('$/alive', {}))
    port.say({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32000, message: 'No teapot', data: { code: 'OUT_OF_STOCK', data: [1] } },
    })
    const second = await port.next()
    const cancel = await port.next()
    const goodbye = await port.next()
    return {
      hello: { ...data, attempt: typeof data.attempt, document: typeof data.document },
      isFromMiniapp: origin === stage.origins.miniapp,
      ports,
      connect,
      first,
      answer,
      unknownMethod: unknownMethod.m,
      second: second.m,
      cancel: cancel.m,
      goodbye: goodbye.m,
      miniapp: await stage.heard('miniapp'),
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { version: '1.0' })
    const heard: unknown[] = []
    const progress: unknown[] = []
    miniapp.onCustomEvent('question', () => 'answer')
    miniapp.onCustomEvent('news', (payload) => void heard.push(payload))
    const order = miniapp.request(
      'order',
      { id: 7 },
      { key: 'k', onProgress: (value) => progress.push(value) },
    )
    miniapp.sendCustomEvent('opened', null)
    miniapp.ready()
    const bought = await outcomeOf(order)
    const controller = new AbortController()
    const cancelled = outcomeOf(
      miniapp.request('second', null, { signal: controller.signal, timeout: 9_000 }),
    )
    await new Promise<void>((resolve) => tap(miniapp, ({ type }) => type === 'second' && resolve()))
    controller.abort()
    await cancelled
    const facts = { bought, heard, progress, context: miniapp.context }
    const supports = ['order', 'any', 'teleport'].map((name) => miniapp.supports(name))
    miniapp.close()
    return { ...facts, supports, status: miniapp.status }
  },
}

const connectResult = {
  session: 'raw-session',
  host: { name: 'Raw host', version: '1', platform: 'web' },
  features: ['ack', 'alive', 'batch', 'cancel', 'progress', 'keys', 'hostEvents', 'teleport'],
  capabilities: ['order'],
  limits: { inFlight: 256, messageBytes: 4_194_304 },
  outcomes: { ttl: 1_000, durable: false },
  context: { locale: 'en' },
}

/** A miniapp notices a gap, and begins anew by itself. */
export const miniappGap: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    port.post(JSON.stringify({ n: 3, a: 1, m: [rpc('event', { type: 'news', payload: 'lost' })] }))
    const goodbye = await port.next()
    const again = await host.hello()
    host.welcome(again.data.attempt)
    await answerConnect(again.port, { session: 'second' })
    return { goodbye: goodbye.m, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const sessions: string[] = []
    const heard: unknown[] = []
    miniapp.onCustomEvent('news', (payload) => void heard.push(payload))
    await new Promise<void>((resolve) =>
      miniapp.on('session', ({ id }) => sessions.push(id) === 2 && resolve()),
    )
    return { sessions, heard }
  },
}

/** A host that can do less: no `batch`, no `cancel`, no `alive`; the call degrades openly. */
export const modestHost: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    host.welcome(data.attempt)
    await answerConnect(port, { features: ['ack'] })
    const packets = [await port.next(), await port.next(), await port.next()]
    const miniapp = await stage.heard('miniapp')
    return { sizes: packets.map(({ m }) => m.length), more: port.packets.length - 4, miniapp }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const controller = new AbortController()
    const cancelled = outcomeOf(miniapp.request('first', 1, { signal: controller.signal }))
    const asked = outcomeOf(miniapp.request('second', 2, { timeout: 700, key: 'k' }))
    miniapp.sendCustomEvent('third', 3)
    await new Promise<void>((resolve) => tap(miniapp, ({ type }) => type === 'third' && resolve()))
    controller.abort()
    return {
      cancelled: await cancelled,
      asked: await asked,
      supports: ['ack', 'batch', 'alive'].map((name) => miniapp.supports(name)),
    }
  },
}
