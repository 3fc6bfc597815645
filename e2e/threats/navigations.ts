import type { MountedMiniapp } from '@drawbridge/host'
import { outcomeOf } from '../pages/facts.js'
import { holdHellos } from '../pages/held-hellos.js'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import { recordWindow } from '../pages/recorder.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

const ROUNDS = 20
const SECRET = 'a secret for the miniapp alone'
const opaque = 'allow-scripts'

/** A page in the miniapp's frame that only listens. */
const listener: Role = async (stage) => {
  const recorder = recordWindow()
  stage.cue(parent, 'listening')
  await stage.cued('tell')
  return { kinds: recorder.kinds(), ports: recorder.ports(), text: recorder.text() }
}

const placeIn = (round: number) => (round % 2 === 0 ? 'stranger' : 'miniapp')

/** Leads every frame to a page that only listens, of its own origin or of another. */
async function leadAway(stage: Stage, apps: readonly MountedMiniapp[]): Promise<void> {
  for (const [round, app] of apps.entries())
    stage.cue(app.iframe.contentWindow, 'go', stage.page('listener', { at: placeIn(round) }))
  for (const _app of apps) await stage.cued('listening')
}

/** What the pages that only listen have heard. */
async function overhear(stage: Stage, apps: readonly MountedMiniapp[]): Promise<object> {
  const kinds = { stranger: new Set<string>(), miniapp: new Set<string>() }
  const facts = { ports: 0, secrets: 0 }
  for (const [round, app] of apps.entries()) {
    stage.cue(app.iframe.contentWindow, 'tell')
    const seen = (await stage.heard('listener')) as Record<string, unknown>
    for (const kind of seen.kinds as string[]) kinds[placeIn(round)].add(kind)
    facts.ports += Number(seen.ports)
    facts.secrets += Number(String(seen.text).includes(SECRET))
    app.unmount()
  }
  return { ...facts, stranger: [...kinds.stranger], miniapp: [...kinds.miniapp] }
}

/**
 * The frame goes elsewhere while the host works on its request, with a goodbye or, in every other round, without. What
 * the host says then is for nobody.
 */
function replyRace(sandbox?: string): Scenario {
  return {
    async host(stage) {
      const host = testHost()
      let answer = (): void => {}
      const away = new Promise<void>((resolve) => (answer = resolve))
      let onAsked = (_asked: number): void => {}
      const asked = new Promise<void>(
        (resolve) => (onAsked = (count) => count === ROUNDS && resolve()),
      )
      let count = 0
      host.onCustomEvent('ask', async () => {
        onAsked(++count)
        await away
        return SECRET
      })
      const apps = Array.from({ length: ROUNDS }, (_, round) =>
        mountMiniapp(stage, host, {
          url: stage.page(round % 4 < 2 ? 'miniapp' : 'silent'),
          ...(sandbox && { sandbox }),
        }),
      )
      await asked
      const pending = apps.map((app) => outcomeOf(app.request('never answered', SECRET)))
      await leadAway(stage, apps)
      answer()
      for (const app of apps) {
        app.sendCustomEvent('news', SECRET)
        app.setContext({ secret: SECRET })
      }
      // What is said in this turn leaves at its end.
      stage.cue(window, 'said')
      await stage.cued('said')
      const heard = await overhear(stage, apps)
      const codes = (await Promise.all(pending)).map((outcome) =>
        'error' in outcome ? outcome.error.code : 'answered',
      )
      return { ...heard, codes: [...new Set(codes)] }
    },
    async miniapp(stage) {
      const miniapp = testMiniapp(stage)
      miniapp.onCustomEvent('never answered', () => new Promise(() => {}))
      void miniapp.request('ask', null).catch(() => {})
      location.assign(String(await stage.cued('go')))
      return await new Promise(() => {})
    },
    async silent(stage) {
      const window_ = rawWindow()
      const token = location.hash.slice('#drawbridge='.length)
      const port = rawHello(parent, stage.origins.host, 'silent', token ? { token } : {})
      await window_.next('welcome')
      await rawConnect(port)
      port.say(rpc('event', { type: 'ask', payload: null }, 1))
      location.assign(String(await stage.cued('go')))
      return await new Promise(() => {})
    },
    listener,
  }
}

export const crossOriginReplyRace: Scenario = replyRace()
export const opaqueReplyRace: Scenario = replyRace(opaque)

/** The frame says hello and goes to another page before the host gets to it: who gets what the host answers? */
function helloRace(sandbox?: string): Scenario {
  return {
    async host(stage) {
      const host = testHost()
      let connected = 0
      const hellos = holdHellos()
      const apps = Array.from({ length: ROUNDS }, () =>
        mountMiniapp(stage, host, { ...(sandbox && { sandbox }) }),
      )
      for (const app of apps) {
        app.on('session', () => connected++)
        app.sendCustomEvent('news', SECRET)
      }
      await hellos.of(ROUNDS)
      await leadAway(stage, apps)
      hellos.release()
      return { ...(await overhear(stage, apps)), connected }
    },
    async miniapp(stage) {
      testMiniapp(stage)
      location.assign(String(await stage.cued('go')))
      return await new Promise(() => {})
    },
    listener,
  }
}

export const crossOriginHelloRace: Scenario = helloRace()
export const opaqueHelloRace: Scenario = helloRace(opaque)

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
