import { diagnose } from '@drawbridge/miniapp/diagnose'
import { outcomeOf } from '../pages/facts.js'
import { loadCopy } from '../pages/load-copy.js'
import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const TAKEN = 'taken over'

/** A page that does to the host what its sandbox should keep it from. */
const editor: Role = async () => {
  try {
    const title = parent.document.title
    parent.document.title = TAKEN
    return `was "${title}"`
  } catch (error) {
    return (error as Error).name
  }
}

/** Sandboxes on the host's own origin, written in the ways in which they can be written. */
export const ownOrigin: Scenario = {
  async host(stage) {
    const host = testHost()
    const own = stage.page('editor', { at: 'host' })
    const { host: address } = new URL(own)
    const mounts = {
      standard: { url: own },
      relative: { url: own.slice(stage.origins.host.length) },
      'with a user': { url: own.replace(address, `user@${address}`) },
      'upper case': { url: own, sandbox: 'ALLOW-SCRIPTS Allow-Same-Origin' },
      'odd spaces': { url: own, sandbox: '\tallow-same-origin\n\fallow-scripts ' },
      'without allow-same-origin': { url: own, sandbox: 'allow-scripts' },
    }
    const facts: Record<string, unknown> = {}
    for (const [name, options] of Object.entries(mounts)) {
      const mounted = await outcomeOf((async () => mountMiniapp(stage, host, options))())
      if ('error' in mounted) facts[name] = mounted.error.code
      else facts[name] = await stage.heard('editor')
    }
    host.close()
    return { facts, title: document.title, frames: document.querySelectorAll('iframe').length }
  },
  editor,
}

/** A host whose page is the `srcdoc` of a frame: its location has no origin, and it has the one of the page around it. */
export const hostInSrcdoc: Scenario = {
  async host(stage) {
    const preview = document.createElement('iframe')
    preview.srcdoc = '<!doctype html><title>Preview</title>'
    await new Promise((resolve) => {
      preview.addEventListener('load', resolve)
      document.body.append(preview)
    })
    const { contentWindow, contentDocument } = preview
    const copy = await loadCopy(contentWindow as Window)
    const host = copy.createHost({ name: 'Preview' })
    const { body } = contentDocument as Document
    const mount = (at: 'host' | 'miniapp') => async () => {
      const app = host.mount(body, { url: stage.page('guest', { at }), appId: 'shop' })
      return (await app.connected).transport
    }
    return {
      location: contentWindow?.location.origin,
      own: await outcomeOf(mount('host')()),
      other: await outcomeOf(mount('miniapp')()),
      // A host of this page cannot use that one: its frame would speak to the other window.
      outside: await outcomeOf(
        (async () => testHost().mount(body, { url: stage.page('guest'), appId: 'shop' }))(),
      ),
    }
  },
  guest: async (stage) => (await testMiniapp(stage).connected).id,
}

/** A frame comes to the host's own origin later: its page leads it there, or a redirect of its server. */
export const ledToHostOrigin: Scenario = {
  async host(stage) {
    const host = testHost()
    const heard: string[] = []
    host.onCustomEvent('*', (type) => heard.push(type))
    host.on('error', ({ code }) => heard.push(code))
    const origins = [stage.origins.miniapp, stage.origins.host]
    const intruder = stage.page('intruder', { at: 'host' })

    const led = mountMiniapp(stage, host, { origins })
    await led.connected
    led.sendCustomEvent('go', intruder)
    const byItself = { call: await stage.heard('intruder'), status: led.status }
    led.unmount()

    const url = `${stage.origins.miniapp}/redirect?${new URLSearchParams({ to: intruder })}`
    const redirected = mountMiniapp(stage, host, { origins, url })
    const byRedirect = { call: await stage.heard('intruder'), status: redirected.status }
    return { byItself, byRedirect, heard: [...new Set(heard)] }
  },
  async miniapp(stage) {
    testMiniapp(stage).onCustomEvent('go', (url) => location.assign(String(url)))
    return await new Promise(() => {})
  },
  async intruder(stage) {
    const miniapp = testMiniapp(stage)
    const asked = await outcomeOf(miniapp.request('any', null))
    return { ...asked, why: diagnose(miniapp).candidates[0]?.why }
  },
}
