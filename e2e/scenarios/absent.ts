import { errorFacts, outcomeOf } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import type { Scenario } from '../pages/scenario.js'
import { testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'
import { timed } from '../pages/time.js'

/** A miniapp without a host: how long it looks, and what becomes of what it said meanwhile. */
async function alone(stage: Stage, connectTimeout?: number): Promise<unknown> {
  const began = performance.now()
  const miniapp = testMiniapp(stage, { connectTimeout })
  const errors: string[] = []
  miniapp.on('error', ({ code, message }) => errors.push(`${code} ${message}`))
  const queued = outcomeOf(miniapp.request('queued', null))
  miniapp.sendCustomEvent('told', 1)
  miniapp.sendCustomEvent('told', 2)
  const connected = await miniapp.connected.catch(errorFacts)
  const ms = Math.ceil(performance.now() - began)
  const later = await timed(outcomeOf(miniapp.request('later', null)))
  miniapp.sendCustomEvent('later', 3)
  return {
    ms,
    connected,
    queued: await queued,
    later: later.value,
    isAtOnce: later.ms < 250,
    errors: errors.map((text) => text.replace(/.*Events/, 'Events').slice(0, 60)),
    status: miniapp.status,
  }
}

const bystanderPage = (stage: Stage): void => {
  const frame = document.createElement('iframe')
  frame.src = stage.page('miniapp')
  document.body.append(frame)
}

/** The page around the miniapp knows nothing of the bridge. */
export const noHostAround: Scenario = {
  async host(stage) {
    bystanderPage(stage)
    return await stage.heard('miniapp')
  },
  miniapp: (stage) => alone(stage, 700),
}

/** The same, for as long as a miniapp looks by default. */
export const noHostByDefault: Scenario = {
  async host(stage) {
    bystanderPage(stage)
    return await stage.heard('miniapp')
  },
  miniapp: (stage) => alone(stage),
}

/** A tab of its own. */
export const plainTab: Scenario = { host: (stage) => alone(stage) }

/** A host that comes after the miniapp gave up: it gets a session, for new calls only. */
export const hostAfterAll: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const first = await host.hello()
    await stage.heard('miniapp')
    host.knock()
    const port = await host.connect()
    const { m } = await port.next()
    port.say({ jsonrpc: '2.0', id: 1, result: 'yes' })
    const asked = m.map(({ params }) => (params as { type: string }).type)
    return { asked, miniapp: await stage.heard('miniapp'), first: first.port.packets }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage, { connectTimeout: 400 })
    const before = miniapp.connected
    const old = await outcomeOf(miniapp.request('old', null))
    const connected = new Promise((resolve) => miniapp.on('session', resolve))
    stage.say('gave up')
    await connected
    return {
      old,
      before: await before.catch((error) => errorFacts(error).code),
      now: (await miniapp.connected).id,
      answer: await miniapp.request('new', null),
    }
  },
}
