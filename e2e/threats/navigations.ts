import { outcomeOf } from '../pages/facts.js'
import { holdHellos } from '../pages/held-hellos.js'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import { recordWindow } from '../pages/recorder.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const SECRET = 'a secret for the miniapp alone'

/** A page in the miniapp's frame that only listens. */
const listener: Role = async (stage) => {
  const recorder = recordWindow()
  stage.say('here')
  await stage.cued('tell')
  return { kinds: recorder.kinds(), ports: recorder.ports(), text: recorder.text() }
}

/**
 * The frame goes elsewhere while the host works on its request: with a goodbye, or without. What the host says then
 * is for nobody.
 */
export const replyAfterNavigation: Scenario = {
  async host(stage) {
    const facts: Record<string, unknown> = {}
    for (const role of ['miniapp', 'silent'])
      for (const at of ['stranger', 'miniapp'] as const) {
        const host = testHost()
        const app = mountMiniapp(stage, host, { url: stage.page(role) })
        const answered = new Promise<void>((resolve) =>
          host.onCustomEvent('ask', async () => {
            stage.cue(app.iframe.contentWindow, 'go', stage.page('listener', { at }))
            await stage.heard('listener')
            // The reply leaves in this turn.
            setTimeout(resolve)
            return SECRET
          }),
        )
        await app.connected
        void app.request('never answered', SECRET).catch(() => {})
        await answered
        app.sendCustomEvent('news', SECRET)
        app.setContext({ secret: SECRET })
        stage.cue(app.iframe.contentWindow, 'tell')
        const { kinds, ports, text } = (await stage.heard('listener')) as Record<string, unknown>
        facts[`${role} to ${at}`] = { kinds, ports, hasSecret: String(text).includes(SECRET) }
        app.unmount()
      }
    return facts
  },
  async miniapp(stage) {
    void testMiniapp(stage)
      .request('ask', null)
      .catch(() => {})
    location.assign(String(await stage.cued('go')))
    return await new Promise(() => {})
  },
  async silent(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'silent')
    await window_.next('welcome')
    await rawConnect(port)
    port.say(rpc('event', { type: 'ask', payload: null }, 1))
    location.assign(String(await stage.cued('go')))
    return await new Promise(() => {})
  },
  listener,
}

const ROUNDS = 20

/** The frame says hello and goes to another page before the host gets to it: who gets what the host answers? */
function navigationRace(sandbox?: string): Scenario {
  return {
    async host(stage) {
      const host = testHost()
      const kinds = new Set<string>()
      const facts = { rounds: 0, ports: 0, connected: 0, secrets: 0 }
      while (facts.rounds < ROUNDS) {
        const hellos = holdHellos()
        const held = hellos.next()
        const app = mountMiniapp(stage, host, { ...(sandbox && { sandbox }) })
        app.on('session', () => facts.connected++)
        app.sendCustomEvent('news', SECRET)
        await held
        stage.cue(app.iframe.contentWindow, 'go', stage.page('listener', { at: 'stranger' }))
        await stage.heard('listener')
        hellos.release()
        stage.cue(app.iframe.contentWindow, 'tell')
        const seen = (await stage.heard('listener')) as Record<string, unknown>
        for (const kind of seen.kinds as string[]) kinds.add(kind)
        facts.ports += Number(seen.ports)
        facts.secrets += Number(String(seen.text).includes(SECRET))
        facts.rounds++
        app.unmount()
      }
      return { ...facts, kinds: [...kinds].sort() }
    },
    async miniapp(stage) {
      testMiniapp(stage)
      location.assign(String(await stage.cued('go')))
      return await new Promise(() => {})
    },
    listener,
  }
}

export const crossOriginRace: Scenario = navigationRace()
export const opaqueRace: Scenario = navigationRace('allow-scripts')

/** The frame goes to a page of another origin, which says hello. */
export const frameWandersOff: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', (error) => errors.push(error.code))
    const app = mountMiniapp(stage, host)
    const status = [app.status]
    app.on('status', (next) => status.push(next))
    await app.connected
    const asked = outcomeOf(app.request('never answered', null))
    app.sendCustomEvent('go', stage.page('stranger', { at: 'stranger' }))
    const stranger = await stage.heard('stranger')
    return { asked: await asked, stranger, status, errors }
  },
  miniapp: (stage) =>
    new Promise(() => {
      const miniapp = testMiniapp(stage)
      miniapp.onCustomEvent('never answered', () => new Promise(() => {}))
      miniapp.onCustomEvent('go', (url) => location.assign(String(url)))
    }),
  async stranger(stage) {
    const window_ = rawWindow()
    const port = rawHello(parent, stage.origins.host, 'stranger')
    const refused = await window_.next('refuse')
    return { refused, packets: port.packets }
  },
}
