import type { Miniapp } from '@drawbridge/miniapp'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import { loadCopy } from '../pages/load-copy.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'

const codeOf = (miniapp: Miniapp): Promise<string> =>
  miniapp.connected.then(
    () => 'connected',
    (error) => errorFacts(error).code,
  )

/** How many documents said hello, and how many sessions there were. */
async function countSessions(stage: Stage): Promise<unknown> {
  const documents = new Set<string>()
  addEventListener('message', ({ data }) => {
    if (data?.drawbridge === 1 && data.kind === 'hello') documents.add(data.document)
  })
  const app = mountMiniapp(stage, testHost())
  let sessions = 0
  app.on('session', () => sessions++)
  const miniapp = await stage.heard('miniapp')
  return { miniapp, answer: await app.request('who', null), documents: documents.size, sessions }
}

/** Several miniapps in one document: the first is connected, however often others try. */
export const twoInstances: Scenario = {
  host: countSessions,
  async miniapp(stage) {
    const first = testMiniapp(stage)
    first.onCustomEvent('who', () => 'the first')
    const atOnce = await codeOf(testMiniapp(stage))
    await first.connected
    const later = testMiniapp(stage)
    later.onCustomEvent('who', () => 'a later one')
    return { atOnce, later: await codeOf(later), asked: await outcomeOf(later.request('any', 1)) }
  },
}

/** The same with a second copy of the package, which takes over when the first is closed. */
export const twoCopiesOfMiniapp: Scenario = {
  host: countSessions,
  async miniapp(stage) {
    const copy = await loadCopy()
    const options = { appId: 'shop', hostOrigins: [stage.origins.host] }
    const first = testMiniapp(stage)
    await first.connected
    const second = copy.createMiniapp(options)
    const refused = await second.connected.catch((error: unknown) => error)
    first.close()
    const third = copy.createMiniapp(options)
    third.onCustomEvent('who', () => 'the copy')
    return {
      refused: errorFacts(refused).code,
      isKnownToBoth: copy.isBridgeError(refused),
      third: await codeOf(third as Miniapp),
    }
  },
}

const asker: Role = async (stage) => {
  const miniapp = testMiniapp(stage)
  return [await outcomeOf(miniapp.request('who', null)), await outcomeOf(miniapp.request('no', 1))]
}

/** Two copies of the package are hosts in one page, of a miniapp each. An error of one is an error to the other. */
export const twoCopiesOfHost: Scenario = {
  async host(stage) {
    const copy = await loadCopy()
    const ofCopy = copy.createHost({ name: 'The copy' })
    const host = testHost()
    host.onCustomEvent('who', () => 'the first')
    ofCopy.onCustomEvent('who', () => 'the copy')
    const mount = { appId: 'shop', url: stage.page('second') }
    host.onCustomEvent('no', () => ofCopy.mount(document.body, { ...mount, appId: '' }))
    ofCopy.onCustomEvent('no', () => host.mount(document.body, { ...mount, appId: '' }))
    mountMiniapp(stage, host)
    ofCopy.mount(document.body, mount)
    return { first: await stage.heard('miniapp'), second: await stage.heard('second') }
  },
  miniapp: asker,
  second: asker,
}
