import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** What each side learns of the other. */
export const connecting: Scenario = {
  async host(stage) {
    const host = testHost({ version: '2.0' })
    const app = mountMiniapp(stage, host, { context: { theme: 'dark' } })
    const status = [app.status]
    app.on('status', (next) => status.push(next))
    const { id, ...session } = await app.connected
    const miniapp = (await stage.heard('miniapp')) as { id: string }
    const { iframe } = app
    const attributes = ['sandbox', 'referrerpolicy', 'allow', 'title'] as const
    return {
      host: { status, session },
      miniapp: { ...miniapp, id: undefined },
      isSameId: id === miniapp.id,
      isFromMiniapp: session.origin === stage.origins.miniapp,
      frame: Object.fromEntries(attributes.map((name) => [name, iframe.getAttribute(name)])),
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { appId: 'claimed', version: '1.2.3' })
    const status = [miniapp.status]
    miniapp.on('status', (next) => status.push(next))
    const { id, ...session } = await miniapp.connected
    const supports = ['progress', 'any_event', 'appEvent'].map((name) => miniapp.supports(name))
    return { id, status, session, context: miniapp.context, supports }
  },
}

/** What is said in the turn of `createMiniapp` and `mount` reaches handlers of the same turn, in order. */
export const firstMessages: Scenario = {
  async host(stage) {
    const host = testHost()
    const app = mountMiniapp(stage, host)
    const heard: unknown[] = []
    app.sendCustomEvent('welcome', 1)
    const asked = app.request('question', 2)
    app.sendCustomEvent('welcome', 3)
    host.onCustomEvent('opened', (payload) => void heard.push(payload))
    host.onCustomEvent('price', (payload) => heard.push(payload) && 'ten')
    return { answer: await asked, miniapp: await stage.heard('miniapp'), heard }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const heard: unknown[] = []
    miniapp.sendCustomEvent('opened', 'a')
    const asked = miniapp.request('price', 'b')
    miniapp.sendCustomEvent('opened', 'c')
    miniapp.onCustomEvent('welcome', (payload) => void heard.push(payload))
    miniapp.onCustomEvent('question', (payload) => heard.push(payload) && 'forty-two')
    const answer = await asked
    await miniapp.request('price', 'd')
    return { answer, heard }
  },
}
