import { boxoHost } from '@drawbridge/boxo'
import { type MountedMiniapp, tap } from '@drawbridge/host'
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
    const told: Record<string, unknown> = {}
    const open = (): MountedMiniapp => {
      const after = String(Object.keys(told).length)
      const url = stage.page('miniapp', { query: { after } })
      const context = { locale: 'de', theme: 'dark' }
      const mounted = mountMiniapp(stage, host, { title: 'Shop', context, url })
      // A miniapp that is closed may be gone before it can say what it was told.
      tap(mounted, ({ kind, type = '', payload }) => {
        if (kind === 'reply' && type.includes('Close')) told[type] = { reply: payload }
      })
      return mounted
    }
    let app = open()
    while (true) {
      Object.assign(told, await stage.heard('miniapp'))
      await closed(app)
      note('closed')()
      if (Object.keys(told).length === Object.keys(asked).length) break
      app = open()
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
      if (method.includes('Close')) stage.say(told)
      if (opening.has(method)) await look(method)
      told[method] = await settled(sdk.sendPromise(method, params))
      if (showing.has(method)) told[method] = [told[method], await look(method)]
      if (method.includes('ActionSheet')) told[method] = [told[method], ...pushed]
    }
    return await new Promise(() => {})
  },
}

function closed(app: MountedMiniapp): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (app.status === 'unmounted') resolve()
    }
    app.on('status', look)
    look()
  })
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
