import type { BridgeError } from '@drawbridge/core'
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

/** Addresses, origins and names that are none. */
export const refusedMounts: Scenario = {
  async host(stage) {
    const host = testHost()
    const facts: Record<string, unknown> = {}
    const mounts = {
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

/** What somebody forgets who writes JavaScript: the error says what to write. */
export const forgottenInMount: Scenario = {
  async host(stage) {
    const host = testHost()
    const tell = (container: unknown, url: unknown): string => {
      try {
        host.mount(container as Element, { url: url as string, appId: 'shop' })
        return 'mounted'
      } catch (error) {
        return `${(error as BridgeError).code}: ${(error as BridgeError).message}`
      }
    }
    const url = stage.page('miniapp')
    return {
      nowhere: tell(document.querySelector('#not-there'), url),
      selector: tell('#app', url),
      noUrl: tell(document.body, undefined),
      noScheme: tell(document.body, 'shop.example'),
      frames: document.querySelectorAll('iframe').length,
    }
  },
}
