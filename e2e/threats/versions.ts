import { errorFacts } from '../pages/facts.js'
import { answerConnect, rawHost } from '../pages/raw-host.js'
import { rawFeatures, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** What no number can be made of. */
const ODD = { valueOf: 1, toString: 1 }

/** Miniapps of protocols 0 and 2, written by hand: what they say that they speak, and what they say then. */
export const otherMiniapps: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    const app = mountMiniapp(stage, host)
    const sessions: unknown[] = []
    app.on('session', ({ features }) => sessions.push(features))
    return { miniapp: await stage.heard('miniapp'), errors, sessions }
  },
  async miniapp(stage) {
    const window_ = rawWindow()
    const hello = (attempt: string, protocol: unknown) =>
      rawHello(parent, stage.origins.host, attempt, { protocol, novelty: { of: 'protocol 2' } })
    const refused: Record<string, unknown> = {}
    for (const [attempt, protocol] of Object.entries({
      '0': [0, 0],
      '2': [2, 2],
      '2 to 3': [2, 3],
      '2 to 0': [2, 0],
    })) {
      const port = hello(attempt, protocol)
      const { data } = (await window_.next('refuse')) as { data: unknown }
      refused[attempt] = [data, port.packets]
    }
    const lied: Record<string, unknown> = {}
    for (const [attempt, protocol] of Object.entries({
      old: 0,
      new: 2,
      none: undefined,
      odd: ODD,
    })) {
      const port = hello(attempt, [1, 1])
      await window_.next('welcome')
      const params = { protocol, app: { id: 'raw' }, sdk: 'raw', features: rawFeatures }
      port.say(rpc('bridge/connect', params, 0))
      const [answer] = (await port.next()).m
      const { error } = answer as { error?: { data: { code: string } } }
      lied[attempt] = [error?.data.code, (await port.next()).m[0]?.params]
    }
    const port = hello('0 to 2', [0, 2])
    const { data } = (await window_.next('welcome')) as { data: unknown }
    const features = [...rawFeatures, 'teleport']
    const params = { protocol: 1, app: { id: 'raw', novelty: 1 }, sdk: 'raw', features, novelty: 1 }
    port.say(rpc('bridge/connect', params, 0))
    const [answer] = (await port.next()).m
    return { refused, lied, welcomed: data, isConnected: 'result' in (answer ?? {}) }
  },
}

/** Hosts of protocols 0 and 2: they refuse, they welcome to what the miniapp does not speak, or they find out late. */
export const otherHosts: Scenario = {
  async host(stage) {
    const facts: Record<string, unknown> = {}
    for (const [name, protocol] of Object.entries({ old: 0, new: 2, none: undefined, odd: ODD })) {
      const host = rawHost(stage)
      const { data, port } = await host.hello()
      host.welcome(data.attempt, protocol ?? null)
      facts[name] = { miniapp: await stage.heard('miniapp'), packets: port.packets }
      host.frame.remove()
    }
    const refusing = rawHost(stage)
    const first = await refusing.hello()
    refusing.refuse(first.data.attempt, 'PROTOCOL_MISMATCH')
    facts.refusing = { miniapp: await stage.heard('miniapp'), packets: first.port.packets }
    refusing.frame.remove()

    const late = rawHost(stage)
    const second = await late.hello()
    late.welcome(second.data.attempt)
    await second.port.next()
    const error = { code: -32000, message: 'no', data: { code: 'PROTOCOL_MISMATCH' } }
    second.port.say({ jsonrpc: '2.0', id: 0, error })
    facts.late = { miniapp: await stage.heard('miniapp'), hellos: late.hellos() }
    late.frame.remove()

    const newer = rawHost(stage)
    const third = await newer.hello()
    newer.welcome(third.data.attempt)
    await answerConnect(third.port, {
      features: ['ack', 'teleport'],
      novelty: { of: 'protocol 2' },
    })
    facts.newer = { miniapp: await stage.heard('miniapp'), offered: third.data.protocol }
    return facts
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const code = await miniapp.connected.then(
      ({ features }) => features,
      (error) => errorFacts(error).code,
    )
    return { code, status: miniapp.status }
  },
}
