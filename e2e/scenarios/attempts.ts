import { countClosedPorts } from '../pages/closed-ports.js'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import { rawConnect, rawHello, rawMiniapp, rawWindow } from '../pages/raw-miniapp.js'
import { ping, type RawPort, rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

/** A host around a frame that speaks by hand; everything that the host saw of it. */
async function watchHost(stage: Stage): Promise<object> {
  const closedPorts = countClosedPorts()
  const host = testHost()
  const errors: string[] = []
  host.on('error', (error) => errors.push(error.code))
  const app = mountMiniapp(stage, host)
  const status = [app.status]
  const sessions = new Set<string>()
  app.on('status', (next) => status.push(next))
  app.on('session', ({ id }) => sessions.add(id))
  const pending = outcomeOf(app.request('never answered', null))
  const miniapp = await stage.heard('miniapp')
  const facts = { miniapp, status: [...status], errors, closedPorts: closedPorts() }
  app.unmount()
  return { ...facts, sessions: sessions.size, pending: await pending }
}

/** The same hello again, with another port: the host closes that one. */
export const replayedHello: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'a1')
    await window_.next('welcome')
    const replay = rawHello(parent, stage.origins.host, 'a1')
    await rawConnect(port)
    void rawConnect(replay)
    return { ping: await ping(port), replay: replay.packets }
  },
}

/** Before `bridge/connect` is answered a further hello only replaces the port. */
export const secondHello: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const first = rawHello(parent, stage.origins.host, 'a1')
    await window_.next('welcome')
    const second = rawHello(parent, stage.origins.host, 'a2')
    await window_.next('welcome')
    void rawConnect(first)
    await rawConnect(second)
    return { ping: await ping(second), first: first.packets }
  },
}

/** After `bridge/connect` a further hello is the word of another document: the session ends. */
export const helloAfterConnect: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const first = rawHello(parent, stage.origins.host, 'a1')
    await window_.next('welcome')
    await rawConnect(first)
    const { m } = await first.next()
    const second = rawHello(parent, stage.origins.host, 'a2')
    await window_.next('welcome')
    await rawConnect(second)
    const before = first.packets.length
    first.say(rpc('bridge/ping', {}, 'p'))
    return {
      asked: m.map(({ method }) => method),
      ping: await ping(second),
      isFirstSilent: first.packets.length === before,
    }
  },
}

const HELLOS = 1_000

/** A host listens to ten hellos in ten seconds, however many come. */
export const helloFlood: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const welcomed: unknown[] = []
    const ports: RawPort[] = []
    for (let n = 1; n <= HELLOS; n++) ports.push(rawHello(parent, stage.origins.host, `a${n}`))
    for (let n = 1; n <= 10; n++) {
      const { data } = (await window_.next('welcome')) as { data: { attempt: string } }
      welcomed.push(data.attempt)
    }
    const [tenth, ...later] = ports.slice(9) as [RawPort, ...RawPort[]]
    for (const port of later) void rawConnect(port)
    await rawConnect(tenth)
    return { welcomed, ping: await ping(tenth), later: later.flatMap(({ packets }) => packets) }
  },
}

/** A hello that was not heard is asked for when there is room again. */
export const helloAfterFlood: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    // That of the load.
    await window_.next('knock')
    for (let n = 1; n <= 10; n++) rawHello(parent, stage.origins.host, `a${n}`)
    for (let n = 1; n <= 10; n++) await window_.next('welcome')
    rawHello(parent, stage.origins.host, 'unheard')
    await window_.next('knock')
    const port = rawHello(parent, stage.origins.host, 'heard')
    const { data } = (await window_.next('welcome')) as { data: { attempt: string } }
    await rawConnect(port)
    return { attempt: data.attempt, ping: await ping(port) }
  },
}

/** What is no hello with exactly one port gets no answer; the port of one that says it is ours is closed. */
export const falseHellos: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const target = stage.origins.host
    const hello = {
      drawbridge: 1,
      kind: 'hello',
      attempt: 'a1',
      protocol: [1, 1],
      document: 'd',
      app: 'raw',
    }
    const bad: unknown[] = [
      { ...hello, drawbridge: 2 },
      { ...hello, kind: 'welcome' },
      { ...hello, attempt: '' },
      { ...hello, attempt: 'x'.repeat(65) },
      { ...hello, app: undefined },
      { ...hello, protocol: 1 },
      null,
    ]
    for (const message of bad) parent.postMessage(message, target, [new MessageChannel().port2])
    parent.postMessage(hello, target)
    const two = [new MessageChannel().port2, new MessageChannel().port2]
    parent.postMessage(hello, target, two)
    const port = rawHello(parent, target, 'a2')
    const { data } = (await window_.next('welcome')) as { data: unknown }
    await rawConnect(port)
    return { firstWelcome: data, ping: await ping(port) }
  },
}

/** The first thing on a port is `bridge/connect`; whoever says something else is cut off. */
export const otherFirstPacket: Scenario = {
  host: watchHost,
  async miniapp(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'a1')
    await window_.next('welcome')
    port.say(rpc('event', { type: 'any', payload: 1 }, 1))
    return (await port.next()).m
  },
}

/** The frame's document is replaced by one that does not know the bridge, without a goodbye. */
export const silentDocument: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    await app.connected
    const began = performance.now()
    const pending = await app.request('never answered', null).catch(errorFacts)
    return { pending, status: app.status, isInTime: performance.now() - began < 13_000 }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    await port.next()
    location.assign(stage.page('bystander'))
    return null
  },
  bystander: async () => null,
}
