import type { LifecycleEvent } from '@drawbridge/host'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const VISITS = 'visits'

/** A host page that is left and comes back from the history, with its miniapp: as it was, or loaded anew. */
export const history: Scenario = {
  async host(stage) {
    const visits = Number(sessionStorage.getItem(VISITS)) + 1
    sessionStorage.setItem(VISITS, String(visits))
    const app = mountMiniapp(stage, testHost(), {
      url: stage.page('miniapp', { query: { kept: '' } }),
    })
    const states: string[] = []
    app.on('lifecycle', ({ state }: LifecycleEvent) => states.push(state))
    const before = await app.request('count', null)
    if (visits > 1) return { isKept: false, answers: [before] }
    const back = new Promise<boolean>((resolve) =>
      addEventListener('pageshow', ({ persisted }) => resolve(persisted)),
    )
    location.href = stage.page('away', { at: 'host' })
    const isKept = await back
    const answers = [before, await app.request('count', null)]
    return { isKept, answers, status: app.status, states: states.sort() }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    let count = 0
    miniapp.onCustomEvent('count', () => ++count)
    return await new Promise(() => {})
  },
  async away() {
    window.history.back()
    return await new Promise(() => {})
  },
}
