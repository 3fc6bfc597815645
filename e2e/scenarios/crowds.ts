import type { MountedMiniapp } from '@drawbridge/host'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const MINIAPPS = 100

/** Several hosts and a hundred miniapps on one page: each hears its own and nothing else. */
export const crowd: Scenario = {
  async host(stage) {
    const hosts = ['first', 'second', 'third', 'fourth'].map((name) => {
      const host = testHost({ name })
      host.onCustomEvent('who', (_payload, { miniapp }) => [name, miniapp.appId])
      return { name, host }
    })
    const strays: unknown[] = []
    const mounts: { app: MountedMiniapp; expected: [string, string] }[] = []
    for (let n = 0; n < MINIAPPS; n++) {
      const { name, host } = hosts[n % hosts.length] as (typeof hosts)[number]
      const appId = `app-${n}`
      const url = stage.page('miniapp', { query: { appId } })
      const app = mountMiniapp(stage, host, { appId, url })
      app.onCustomEvent('told', (payload) => {
        if (payload !== appId) strays.push([appId, payload])
      })
      mounts.push({ app, expected: [name, appId] })
      // A few at a time: a machine loads a hundred pages at once only slowly.
      if (n % 10 === 9) await Promise.all(mounts.map((mount) => mount.app.connected))
    }
    const answers = await Promise.all(mounts.map(({ app }) => app.request('who are you', null)))
    const wrong = mounts.filter(
      ({ expected }, n) => JSON.stringify(answers[n]) !== JSON.stringify([expected[1], expected]),
    )
    for (const { host } of hosts) host.close()
    return { count: answers.length, wrong: wrong.length, strays, frames: frames.length }
  },
  async miniapp(stage) {
    const appId = stage.query('appId')
    const miniapp = testMiniapp(stage)
    miniapp.sendCustomEvent('told', appId)
    miniapp.onCustomEvent('who are you', async () => [appId, await miniapp.request('who', null)])
    await miniapp.connected
    return null
  },
}

/** What a framework in development does: mounted, unmounted and mounted again in one turn. */
export const doubleMount: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('who', () => 'host')
    const first = mountMiniapp(stage, host)
    first.unmount()
    const second = mountMiniapp(stage, host)
    const answer = await second.request('here', null)
    return {
      answer,
      miniapp: await stage.heard('miniapp'),
      first: first.status,
      second: second.status,
      frames: frames.length,
    }
  },
  async miniapp(stage) {
    const thrownAway = testMiniapp(stage)
    thrownAway.onCustomEvent('here', () => 'the first')
    thrownAway.close()
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('here', () => 'the second')
    return await miniapp.request('who', null)
  },
}
