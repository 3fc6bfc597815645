import { BridgeError, type Connector, createDeferred } from '@drawbridge/core'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import { answerConnect, rawHost } from '../pages/raw-host.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

/** A miniapp whose host is written by hand: how its search ended, and a call. */
async function watchMiniapp(stage: Stage): Promise<unknown> {
  const miniapp = testMiniapp(stage)
  const status = [miniapp.status]
  miniapp.on('status', (next) => status.push(next))
  const asked = outcomeOf(miniapp.request('any', null))
  const session = await miniapp.connected.then(({ id }) => id, errorFacts)
  return { session, asked: await asked, status }
}

/** Only a welcome with the newest attempt counts; what comes over older ports is ignored. */
export const welcomeOfOldAttempt: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const first = await host.hello()
    host.knock()
    const second = await host.hello()
    for (const attempt of [first.data.attempt, 'guessed']) {
      host.welcome(attempt)
      host.refuse(attempt, 'NO_HOST')
    }
    first.port.say(rpc('bridge/close', { reason: 'refused' }))
    stage.cue(host.frame.contentWindow, 'said')
    await stage.cued('heard')
    const before = second.port.packets.length
    host.welcome(second.data.attempt)
    await answerConnect(second.port)
    await second.port.next()
    first.port.say(rpc('bridge/close', { reason: 'refused' }))
    second.port.say({ jsonrpc: '2.0', id: 1, result: 'yes' })
    const miniapp = await stage.heard('miniapp')
    const isNew = first.data.attempt !== second.data.attempt
    const isSameDocument = first.data.document === second.data.document
    return { miniapp, first: first.port.packets, before, isNew, isSameDocument }
  },
  async miniapp(stage) {
    void stage.cued('said').then(() => stage.cue(window.top, 'heard'))
    return watchMiniapp(stage)
  },
}

/** A refusal names the reason, and ends the search. */
export const refusedAttempt: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    host.refuse(data.attempt, 'PROTOCOL_MISMATCH')
    return { miniapp: await stage.heard('miniapp'), packets: port.packets }
  },
  miniapp: watchMiniapp,
}

/** A miniapp that is connected answers no knock. */
export const knockWhileConnected: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    host.knock()
    stage.cue(host.frame.contentWindow, 'knocked')
    await stage.cued('over')
    await port.next()
    port.say({ jsonrpc: '2.0', id: 1, result: 'yes' })
    return { miniapp: await stage.heard('miniapp'), hellos: host.hellos() }
  },
  async miniapp(stage) {
    void stage.cued('knocked').then(() => stage.cue(window.top, 'over'))
    return watchMiniapp(stage)
  },
}

/** A host that says goodbye: for good after `unmounted`, for now after `gap`. */
export const goodbyes: Scenario = {
  async host(stage) {
    const facts: Record<string, unknown> = {}
    for (const reason of ['unmounted', 'replaced', 'gap', 'closed']) {
      const host = rawHost(stage, stage.page('miniapp', { query: { reason } }))
      const port = await host.connect()
      const { m } = await port.next()
      port.say(rpc('bridge/close', { reason }))
      facts[reason] = {
        asked: m.map(({ method }) => method),
        miniapp: await stage.heard('miniapp'),
        hellos: host.hellos(),
      }
      host.frame.remove()
    }
    return facts
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const ended = new Promise((resolve) =>
      miniapp.on('status', (status) => status !== 'connected' && resolve(status)),
    )
    const { error } = (await outcomeOf(miniapp.request('any', null))) as { error: object }
    const status = await ended
    const isWaiting = await Promise.race([
      miniapp.connected.then(
        () => 'connected',
        () => 'rejected',
      ),
      Promise.resolve().then(() => 'waits'),
    ])
    return { error, status, connected: isWaiting }
  },
}

/** While the host thinks about `bridge/connect`, another connector of the miniapp fails and is asked to try again. */
export const thinkingHost: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const { data, port } = await host.hello()
    host.welcome(data.attempt)
    stage.cue(host.frame.contentWindow, 'welcomed')
    const other = await stage.heard('miniapp')
    await answerConnect(port)
    return { other, session: await stage.heard('miniapp'), hellos: host.hellos() }
  },
  async miniapp(stage) {
    let fail: () => void = () => {}
    const retried = createDeferred<void>()
    const other: Connector = {
      name: 'other',
      isLikely: () => true,
      search(_options, events) {
        fail = () => events.failed(new BridgeError('DISCONNECTED', 'not yet'), false)
        return { retry: () => retried.resolve(), stop() {} }
      },
    }
    const miniapp = testMiniapp(stage, { connectors: [other] })
    await stage.cued('welcomed')
    fail()
    await retried.promise
    stage.say('tried again')
    return (await miniapp.connected).id
  },
}
