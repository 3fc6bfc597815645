import type { Role, Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** What a page can read of how it came to be where it is. */
function visible(): Readonly<Record<string, string>> {
  return { name: window.name, referrer: document.referrer, address: location.href }
}

/** Lets this page tell every other one its whole address, as far as it may. */
function tellAddress(): void {
  const meta = document.createElement('meta')
  meta.name = 'referrer'
  meta.content = 'unsafe-url'
  document.head.append(meta)
}

const miniapp: Role = async (stage) => {
  tellAddress()
  const miniapp = testMiniapp(stage)
  miniapp.onCustomEvent('go', (url) => location.assign(String(url)))
  await miniapp.connected
  return visible()
}

/** The host's address has a secret, and the address of a frame without an origin has its token: who reads them? */
export const addresses: Scenario = {
  async host(stage) {
    tellAddress()
    history.replaceState(null, '', `${location.href}&secret=of-the-host`)
    const host = testHost()
    const facts: Record<string, unknown> = {}
    for (const [name, sandbox] of [
      ['with an origin', undefined],
      ['without an origin', 'allow-scripts'],
    ] as const) {
      const app = mountMiniapp(stage, host, { ...(sandbox && { sandbox }) })
      const read = (await stage.heard('miniapp')) as ReturnType<typeof visible>
      const [, token] = /#drawbridge=([\w-]{21,})$/.exec(app.iframe.src) ?? []
      app.sendCustomEvent('go', stage.page('stranger', { at: 'stranger' }))
      const stranger = JSON.stringify(await stage.heard('stranger'))
      app.unmount()
      facts[name] = {
        hasToken: token !== undefined,
        // What is before the fragment is sent to servers and, as a referrer, to strangers.
        isTokenSent: token !== undefined && read.address?.split('#')[0]?.includes(token),
        miniapp: { name: read.name, referrer: read.referrer === `${stage.origins.host}/` },
        stranger: {
          readsMiniapp: stranger.includes(`${stage.origins.miniapp}/page?`),
          readsToken: token !== undefined && stranger.includes(token),
          readsSecret: stranger.includes('of-the-host'),
        },
      }
    }
    return facts
  },
  miniapp,
  stranger: async () => visible(),
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
