import { errorFacts } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { testMiniapp } from '../pages/sides.js'

/** A miniapp in a page that it does not know: how its search ended. */
const miniapp: Role = async (stage) => {
  const hostOrigins = stage.query('any') ? 'any' : [stage.query('host') ?? '']
  const miniapp = testMiniapp(stage, { hostOrigins, connectTimeout: 5_000 })
  const ended = miniapp.connected.then(
    () => 'connected',
    (error: Error) => errorFacts(error).code,
  )
  stage.cue(parent, 'looking')
  await stage.cued('welcomed')
  return { ended: await ended, status: miniapp.status }
}

/** Plays host for whatever is in its frame: knocks, welcomes, refuses, and takes every hello. */
function playHost(query: Readonly<Record<string, string>>): Role {
  return async (stage) => {
    const host = rawHost(stage, stage.page('miniapp', { query }))
    await stage.cued('looking')
    host.knock()
    host.welcome('guessed')
    host.refuse('guessed', 'NO_HOST')
    stage.cue(host.frame.contentWindow, 'welcomed')
    return host.hellos
  }
}

/** The page around the miniapp is of another origin than the one in its list. */
export const falseHost: Scenario = {
  async host(stage) {
    const hellos = (await playHost({ host: stage.origins.stranger })(stage)) as () => number
    return { miniapp: await stage.heard('miniapp'), hellos: hellos() }
  },
  miniapp,
}

/** The page around the miniapp has no origin: its sandbox took it away. It can say of itself what it likes. */
export const falseHostWithoutOrigin: Scenario = {
  async host(stage) {
    const facts: unknown[] = []
    for (const query of [{ host: stage.origins.host }, { any: 'yes' }]) {
      const box = document.createElement('iframe')
      box.setAttribute('sandbox', 'allow-scripts')
      box.src = stage.page('boxed', { at: 'host', query })
      document.body.append(box)
      const ended = await stage.heard('miniapp')
      stage.cue(box.contentWindow, 'tell')
      facts.push({ miniapp: ended, hellos: await stage.heard('boxed') })
      box.remove()
    }
    return facts
  },
  async boxed(stage) {
    const any = stage.query('any')
    const query = any ? { any } : { host: stage.query('host') ?? '' }
    const hellos = (await playHost(query)(stage)) as () => number
    await stage.cued('tell')
    return hellos()
  },
  miniapp,
}
