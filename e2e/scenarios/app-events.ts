import { outcomeOf } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** Towards a server: acknowledged by the host's handler, once for each key. */
export const appEvents: Scenario = {
  async host(stage) {
    const host = testHost()
    const heard: unknown[] = []
    host.onAppEvent(async (event, data, { miniapp, key }) => {
      heard.push([event, data, miniapp.appId, key])
    })
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), heard }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    // Before there is a connection.
    const first = await miniapp.sendAppEvent('viewed', { id: 1 }, { key: 'k1' })
    const again = await miniapp.sendAppEvent('viewed', { id: 1 }, { key: 'k1' })
    const delivered = [await first.delivered, await again.delivered]
    const { key, durable, path } = first
    const reused = await miniapp.sendAppEvent('viewed', { id: 2 }, { key: 'k1' })
    return { receipt: { key, durable, path }, delivered, reused: await outcomeOf(reused.delivered) }
  },
}

/** A host that takes no app events says so. */
export const noAppEvents: Scenario = {
  async host(stage) {
    mountMiniapp(stage, testHost())
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const receipt = await miniapp.sendAppEvent('viewed', null)
    return await outcomeOf(receipt.delivered)
  },
}

/** The session ends before the acknowledgement: the event goes again in the next, with the same key. */
export const appEventOverSessions: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const first = await host.connect()
    const before = await first.next()
    first.say(rpc('bridge/close', { reason: 'gap' }))
    const second = await host.connect()
    const after = await second.next()
    second.say({ jsonrpc: '2.0', id: 1, result: { duplicate: true } })
    return { before: before.m, after: after.m, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const { delivered } = await miniapp.sendAppEvent('bought', { id: 1 }, { key: 'k1' })
    return await delivered
  },
}
