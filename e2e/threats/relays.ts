import { outcomeOf } from '../pages/facts.js'
import { rawConnect, rawHello } from '../pages/raw-miniapp.js'
import { recordWindow } from '../pages/recorder.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'
import { witness } from '../pages/witness.js'

/**
 * A page in the miniapp's page. Its origin is one that the outer host lists, and it says a good hello to both windows
 * above it; the packages say one to its parent alone.
 */
const inner: Role = async (stage) => {
  const recorder = recordWindow()
  const { host, miniapp: middle } = stage.origins
  const port = rawHello(top as Window, host, 'inner')
  void rawConnect(port)
  const miniapp = testMiniapp(stage, { hostOrigins: [host, middle], connectTimeout: 1_000 })
  // Kept until there is a host that takes it.
  void miniapp.sendAppEvent('inner', null)
  const asked = {
    known: await outcomeOf(miniapp.request('whose', 'inner')),
    unknown: await outcomeOf(miniapp.request('only above', 'inner')),
  }
  stage.cue(parent, 'inner is done')
  return { asked, packets: port.packets, kinds: recorder.kinds() }
}

/** What a host at the top sees of two pages one in the other. */
async function outerHost(stage: Stage): Promise<unknown> {
  const host = testHost()
  const heard: unknown[] = []
  host.onCustomEvent('whose', (who) => heard.push(who) && 'the outer host')
  host.onCustomEvent('only above', (who) => heard.push(who))
  host.onAppEvent((event) => void heard.push(event))
  const app = mountMiniapp(stage, host, {
    origins: [stage.origins.miniapp, stage.origins.stranger],
  })
  await app.connected
  const seen = witness(app)
  const page = await stage.heard('inner')
  return { inner: page, middle: await stage.heard('miniapp'), heard, seen }
}

/** The miniapp is a host itself, for a miniapp in its own page: each host serves its own. */
export const nestedHosts: Scenario = {
  host: outerHost,
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const host = testHost({ name: 'Middle' })
    host.onCustomEvent('whose', () => 'the middle host')
    host.mount(document.body, { url: stage.page('inner', { at: 'stranger' }), appId: 'inner' })
    await stage.cued('inner is done')
    return await outcomeOf(miniapp.request('whose', 'middle'))
  },
  inner,
}

/** The miniapp is no host: the page in it finds nobody. */
export const nestedPage: Scenario = {
  host: outerHost,
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const frame = document.createElement('iframe')
    frame.src = stage.page('inner', { at: 'stranger' })
    document.body.append(frame)
    await stage.cued('inner is done')
    return await outcomeOf(miniapp.request('whose', 'middle'))
  },
  inner,
}
