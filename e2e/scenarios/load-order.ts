import { answerConnect, rawHost } from '../pages/raw-host.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import { pass, timed } from '../pages/time.js'

const LATE_MS = 10_000

/** Four pairs of which one side comes ten seconds after the other, at once in one page. */
export const tenSecondsApart: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('ping', (_payload, { miniapp }) => `pong ${miniapp.appId}`)
    const mount = (container: Element, appId: string, query: Record<string, string>) =>
      host.mount(container, { appId, url: stage.page('miniapp', { query: { ...query, appId } }) })

    const latePage = mount(document.body, 'late page', { gate: 'page' })
    const lateSdk = mount(document.body, 'late SDK', { late: 'yes' })
    const container = document.createElement('div')
    const lateFrame = mount(container, 'late frame', {})
    const lateHost = rawHost(stage, stage.page('miniapp', { query: { appId: 'late host' } }))

    const connected = Promise.all(
      [latePage, lateSdk, lateFrame].map(async (app) => {
        const { ms } = await timed(app.connected)
        return { appId: app.appId, isLate: ms >= LATE_MS }
      }),
    )
    // The miniapp in it has loaded and said hello, to a page that did not listen yet.
    await lateHost.hello()
    await stage.cued('waiting')
    await pass(LATE_MS)
    await stage.open('page')
    stage.cue(lateSdk.iframe.contentWindow, 'start')
    document.body.append(container)
    lateHost.knock()
    const { data, port } = await lateHost.hello()
    lateHost.welcome(data.attempt)
    await answerConnect(port)
    await port.next()
    port.say({ jsonrpc: '2.0', id: 1, result: 'pong late host' })

    const miniapps = [1, 2, 3, 4].map(() => stage.heard('miniapp'))
    return { hosts: await connected, miniapps: (await Promise.all(miniapps)).sort() }
  },
  async miniapp(stage) {
    if (stage.query('late')) {
      stage.cue(window.top, 'waiting')
      await stage.cued('start')
    }
    const miniapp = testMiniapp(stage)
    return await miniapp.request('ping', null)
  },
}

const MOUNTS = 10

/**
 * The frame's document says hello in its `load` event, in which the host knocks too: two attempts at once, of which
 * both sides have to take the same. Ten mounts, each loaded twice.
 */
export const helloInLoadEvent: Scenario = {
  async host(stage) {
    const host = testHost()
    const loads: unknown[] = []
    for (let mount = 0; mount < MOUNTS; mount++) {
      const app = mountMiniapp(stage, host)
      for (const load of ['first', 'second']) {
        const { id } = await app.connected
        const told = (await app.request('which', load)) as { id: string; load: string }
        loads.push({ load: told.load, isSameSession: told.id === id })
        if (load === 'second') break
        const ended = new Promise((resolve) =>
          app.on('status', (status) => status === 'disconnected' && resolve(status)),
        )
        app.sendCustomEvent('reload', null)
        await ended
      }
      app.unmount()
    }
    return loads
  },
  miniapp: (stage) =>
    new Promise(() => {
      addEventListener('load', () => {
        const miniapp = testMiniapp(stage)
        miniapp.onCustomEvent('which', (load) => ({ load, id: miniapp.session?.id }))
        miniapp.onCustomEvent('reload', () => location.reload())
      })
    }),
}
