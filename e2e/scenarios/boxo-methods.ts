import { boxoHost } from '@drawbridge/boxo'
import { asked } from '../pages/boxo-rows.js'
import { publishedMiniapp, type Raw, settled } from '../pages/boxo-sides.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'

/** The driver looks at the screen; what the method shows stays until it has. */
type Look = (method: string) => Promise<void>

/** Every method that a host answers, shows or opens by itself, asked with the published SDK, one after the other. */
export const boxoMethods: Scenario = {
  async host(stage) {
    document.documentElement.style.colorScheme = 'light dark'
    localStorage.clear()
    const done: [string, ...unknown[]][] = []
    const note =
      (what: string) =>
      (...details: unknown[]): void =>
        void done.push([what, ...details])
    navigator.vibrate = (pattern) => done.push(['vibrated', pattern]) > 0
    navigator.share = async (data) => note('shared')(data)
    const host = testHost({
      connectors: [
        boxoHost({
          clientId: 'super-app',
          payload: 'launched',
          login: () => ({ token: 't-1', refresh_token: 'r-1' }),
          pay: ({ amount }) => ({ status: 'success', hostappOrderId: `h-${amount}` }),
          onLogout: ({ appId }) => note('signed out')(appId),
          openUrl: note('opened'),
          look: { primaryColor: '#123456', logo: 'https://host.example/logo.svg' },
        }),
      ],
    })
    const { look } = window as unknown as { readonly look: Look }
    host.onCustomEvent('price', (payload) => ({ price: 3, payload }))
    host.onCustomEvent('look', async (method) => {
      await look(method as string)
      const loading = document.querySelector('[role=status]')?.textContent ?? null
      return { loading, background: app.iframe.style.backgroundColor }
    })
    const options = { title: 'Shop', context: { locale: 'de', theme: 'dark' } }
    let app = mountMiniapp(stage, host, options)
    const told: Record<string, unknown> = {}
    while (Object.keys(told).length < Object.keys(asked).length) {
      Object.assign(told, await stage.heard('miniapp'))
      if (app.status !== 'unmounted')
        await new Promise<void>((resolve) =>
          app.on('status', (status) => status === 'unmounted' && resolve()),
        )
      note('closed')()
      // A miniapp that was closed says no more: another one goes on.
      const after = String(Object.keys(told).length)
      const url = stage.page('miniapp', { query: { after } })
      if (told.AppBoxoWebAppCloseMiniApp === undefined)
        app = mountMiniapp(stage, host, { ...options, url })
    }
    return { told, done }
  },
  async miniapp(stage) {
    const sdk = (await publishedMiniapp()) as Raw
    const look = (method: string): Promise<unknown> =>
      sdk.sendPromise('AppBoxoWebAppCustomEvent', { type: 'look', payload: method })
    const pushed: unknown[] = []
    sdk.subscribe(({ detail }) => {
      const { type, data } = detail as { type: string; data: unknown }
      if (type === 'AppBoxoWebAppActionSheetItemClick') pushed.push(data)
    })
    const told: Record<string, unknown> = {}
    for (const [method, params] of Object.entries(asked).slice(Number(stage.query('after')))) {
      if (opening.has(method)) await look(method)
      told[method] = await settled(sdk.sendPromise(method, params))
      if (showing.has(method)) told[method] = [told[method], await look(method)]
      if (method.includes('ActionSheet')) told[method] = [told[method], ...pushed]
      if (method.includes('Close')) break
    }
    return told
  },
}

/** Before these a person clicks; after those there is something to see. */
const opening = new Set<string>([
  'AppBoxoWebAppOpenLocation',
  'AppBoxoEsimDirectInstall',
  'AppBoxoWebAppDownloadFile',
  'AppBoxoWebAppSetClipboard',
] satisfies (keyof typeof asked)[])
const showing = new Set<string>([
  'AppBoxoWebAppLoadingIndicator',
  'AppBoxoWebAppSetBackgroundColor',
] satisfies (keyof typeof asked)[])
