import { outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** Whether this page forbids to make code from text, as its policy should: the browser reports that it did. */
async function isEvalForbidden(): Promise<boolean> {
  const reported = new Promise((resolve) => addEventListener('securitypolicyviolation', resolve))
  try {
    // biome-ignore lint/security/noGlobalEval: that it throws is what is asked.
    return globalThis.eval('1') !== 1
  } catch {
    await reported
    return true
  }
}

/** Both pages forbid `eval`, inline scripts and strings that become scripts. */
export const strictPolicy: Scenario = {
  async host(stage) {
    if (stage.query('csp') !== 'strict') {
      location.search += '&csp=strict'
      return await new Promise(() => {})
    }
    const host = testHost()
    host.onCustomEvent('pay', async (order, { progress }) => {
      progress('paying')
      return { order, isEvalForbidden: await isEvalForbidden() }
    })
    const app = mountMiniapp(stage, host, {
      url: stage.page('miniapp', { query: { csp: 'strict' } }),
      context: { theme: 'dark' },
    })
    return { miniapp: await stage.heard('miniapp'), status: app.status }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const paid = await outcomeOf(miniapp.request('pay', 'order', { key: 'k' }))
    return { ...paid, theme: miniapp.context.theme, isEvalForbidden: await isEvalForbidden() }
  },
}

/** A frame that never connects: what the host is told of it. */
export const silentOpaque: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost(), {
      url: stage.page('silent'),
      sandbox: 'allow-scripts',
      connectTimeout: 300,
    })
    const text = await app.connected.then(String, (error: Error) => error.message)
    return { text, url: stage.page('silent'), origin: location.origin }
  },
  silent: async () => null,
}

/** A frame whose sandbox takes its origin away is known by the token of its launch. */
export const opaqueFrame: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('ping', () => 'pong')
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    const app = mountMiniapp(stage, host, { sandbox: 'allow-scripts' })
    const answer = await stage.heard('miniapp')
    const { origin } = await app.connected
    // The same sandbox without the token, as a page that the frame was led to.
    const url = stage.page('stranger')
    app.iframe.src = url
    const stranger = await stage.heard('stranger')
    return { answer, origin, stranger, status: app.status, errors: [...new Set(errors)] }
  },
  async miniapp(stage) {
    return await testMiniapp(stage).request('ping', null)
  },
  async stranger(stage) {
    return await outcomeOf(testMiniapp(stage).request('ping', null))
  },
}

/** Frames that the sandbox would not hold, or that are no page. */
export const refusedMounts: Scenario = {
  async host(stage) {
    const host = testHost()
    const facts: Record<string, unknown> = {}
    const mounts = {
      ownOrigin: { url: stage.page('miniapp', { at: 'host' }) },
      ownOriginOpaque: { url: stage.page('miniapp', { at: 'host' }), sandbox: 'allow-scripts' },
      script: { url: 'javascript:alert(1)' },
      data: { url: 'data:text/html,hi' },
      noUrl: { url: 'http://' },
      badOrigins: { origins: [`${stage.origins.miniapp}/`] },
      noApp: { appId: '' },
    }
    for (const [name, options] of Object.entries(mounts)) {
      facts[name] = await outcomeOf(
        (async () => mountMiniapp(stage, host, options).unmount() ?? 'mounted')(),
      )
    }
    return { facts, frames: document.querySelectorAll('iframe').length }
  },
}

/** A frame that its own page leads to the host's origin: there the sandbox would hold nothing. */
export const frameOnHostOrigin: Scenario = {
  async host(stage) {
    const host = testHost()
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    const app = mountMiniapp(stage, host, {
      origins: [stage.origins.miniapp, stage.origins.host],
    })
    await app.connected
    app.sendCustomEvent('go', stage.page('intruder', { at: 'host' }))
    const intruder = await stage.heard('intruder')
    return { intruder, errors: [...new Set(errors)], status: app.status }
  },
  async miniapp(stage) {
    testMiniapp(stage).onCustomEvent('go', (url) => location.assign(String(url)))
    return await new Promise(() => {})
  },
  async intruder(stage) {
    return await outcomeOf(testMiniapp(stage).request('any', null))
  },
}
