import { tap } from '@drawbridge/miniapp'
import { errorFacts, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const endless = () => new Promise(() => {})

/** The miniapp reloads: what had left ends, what is asked in between waits for the next session. */
export const miniappReload: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost(), { context: { theme: 'dark' } })
    const status = [app.status]
    const sessions: string[] = []
    let between: Promise<unknown> | undefined
    app.on('session', ({ id }) => sessions.push(id))
    app.on('status', (next) => {
      status.push(next)
      if (next === 'disconnected') between = app.request('load', null)
    })
    await app.connected
    const pending = outcomeOf(app.request('endless', null))
    const load = await app.request('load', null)
    app.setContext({ theme: 'light' })
    app.sendCustomEvent('reload', null)
    await app.request('load', null).catch(() => {})
    const ended = await pending
    return {
      load,
      ended,
      between: await between,
      status,
      isOther: new Set(sessions).size === 2,
      theme: await app.request('theme', null),
    }
  },
  miniapp: (stage) => {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('endless', endless)
    miniapp.onCustomEvent('load', () => location.hash)
    miniapp.onCustomEvent('theme', () => miniapp.context.theme)
    miniapp.onCustomEvent('reload', () => {
      location.hash = 'again'
      location.reload()
    })
    return endless()
  },
}

/** The host takes the frame away. */
export const unmounting: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const status = [app.status]
    app.on('status', (next) => status.push(next))
    await app.connected
    const pending = outcomeOf(app.request('endless', null))
    await stage.heard('miniapp')
    app.unmount()
    app.unmount()
    const later = app.request('endless', null, { timeout: 3_000 })
    return {
      pending: await pending,
      connected: await app.connected.catch(errorFacts),
      later: await outcomeOf(later),
      status,
      isGone: !app.iframe.isConnected,
      session: app.session ?? null,
    }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await new Promise<void>((resolve) =>
      miniapp.onCustomEvent('endless', () => {
        resolve()
        return endless()
      }),
    )
    return null
  },
}

/** The miniapp closes its end, and another takes its place in the same document. */
export const closing: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('endless', endless)
    const app = mountMiniapp(stage, host)
    const status = [app.status]
    app.on('status', (next) => status.push(next))
    await app.connected
    const pending = outcomeOf(app.request('endless', null))
    const miniapp = await stage.heard('miniapp')
    await app.connected
    return { miniapp, pending: await pending, status }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('endless', endless)
    const twin = testMiniapp(stage)
    const refused = await twin.connected.catch(errorFacts)
    twin.close()
    await miniapp.connected
    const pending = outcomeOf(miniapp.request('endless', null))
    await new Promise<void>((resolve) =>
      tap(miniapp, ({ direction, kind }) => {
        if (direction === 'in' && kind === 'request') resolve()
      }),
    )
    miniapp.close()
    miniapp.close()
    const later = await outcomeOf(miniapp.request('endless', null))
    const next = testMiniapp(stage)
    const { id } = await next.connected
    return {
      refused,
      pending: await pending,
      later,
      connected: await miniapp.connected.catch(errorFacts),
      status: miniapp.status,
      hasNext: typeof id === 'string',
    }
  },
}

/** Two miniapps of one origin in one page: nothing of one reaches the other. */
export const twoMiniapps: Scenario = {
  async host(stage) {
    const host = testHost()
    const heard: unknown[] = []
    host.onCustomEvent('who', (payload, { miniapp }) => [payload, miniapp.appId])
    const mounts = ['left', 'right'].map((appId) => {
      const app = mountMiniapp(stage, host, {
        appId,
        url: stage.page('miniapp', { query: { appId } }),
      })
      app.onCustomEvent('told', (payload) => void heard.push([appId, payload]))
      return app
    })
    const asked = await Promise.all(mounts.map((app) => app.request('who', app.appId)))
    const said = [await stage.heard('miniapp'), await stage.heard('miniapp')]
    host.close()
    return {
      asked,
      said: said.sort(),
      heard: heard.sort(),
      status: mounts.map((app) => app.status),
    }
  },
  async miniapp(stage) {
    const name = stage.query('appId')
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('who', (payload) => [payload, name])
    miniapp.sendCustomEvent('told', name)
    return await miniapp.request('who', name)
  },
}

/** A frame that is moved in the page gets another window and another document: another session. */
export const movedFrame: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const { id } = await app.connected
    const ended = new Promise<void>((resolve) =>
      app.on('status', (status) => status === 'disconnected' && resolve()),
    )
    const elsewhere = document.createElement('div')
    document.body.append(elsewhere)
    elsewhere.append(app.iframe)
    await ended
    const session = await app.connected
    return { isOther: session.id !== id, answer: await app.request('here', null) }
  },
  async miniapp(stage) {
    testMiniapp(stage).onCustomEvent('here', () => 'yes')
    return await endless()
  },
}

/** A frame that somebody else takes out of the page, and puts back later. */
export const removedFrame: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    await app.connected
    const pending = outcomeOf(app.request('endless', null))
    await stage.heard('miniapp')
    app.iframe.remove()
    const ended = await pending
    const queued = app.request('here', null)
    document.body.append(app.iframe)
    return { ended, answer: await queued }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('here', () => 'yes')
    await new Promise<void>((resolve) =>
      miniapp.onCustomEvent('endless', () => {
        resolve()
        return endless()
      }),
    )
    return null
  },
}
