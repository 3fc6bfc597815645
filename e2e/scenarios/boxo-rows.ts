import { boxoHost } from '@drawbridge/boxo'
import { publishedMiniapp, type Raw, settled } from '../pages/boxo-sides.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'

const dot =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="80" height="40"%3E%3Crect width="80" height="40" fill="%2306c"/%3E%3C/svg%3E'

type Ask = (method: string, params?: object) => Promise<unknown>

async function asking(): Promise<Ask> {
  const sdk = (await publishedMiniapp()) as Raw
  return (method, params = {}) => settled(sdk.sendPromise(`AppBoxoWebApp${method}`, params))
}

/** What a miniapp shows on the screen of its host; a person, who is the driver, answers. */
export const boxoScreens: Scenario = {
  async host(stage) {
    const host = testHost({ connectors: [boxoHost({ clientId: 'super-app' })] })
    const app = mountMiniapp(stage, host, { title: 'Shop' })
    const seen: unknown[] = []
    host.onCustomEvent('look', () => {
      const loading = document.querySelector('[role=status]')?.textContent ?? null
      seen.push([loading, app.iframe.style.backgroundColor])
    })
    const miniapp = await stage.heard('miniapp')
    const dialogs = document.querySelectorAll('dialog').length
    return { miniapp, seen, dialogs }
  },
  async miniapp() {
    const sdk = (await publishedMiniapp()) as Raw
    const ask = await asking()
    const more: unknown[] = []
    const picked = new Promise((resolve) =>
      sdk.subscribe(({ detail }) => {
        const { type, data } = detail as { type: string; data: unknown }
        if (type !== 'AppBoxoWebAppActionSheetItemClick') return
        more.push(data)
        resolve(data)
      }),
    )
    const look = (): Promise<unknown> => ask('CustomEvent', { type: 'look' })
    sdk.send('AppBoxoWebAppLoadingIndicator', { show: true })
    sdk.send('AppBoxoWebAppSetBackgroundColor', { color: 'rgb(1, 2, 3)' })
    await look()
    sdk.send('AppBoxoWebAppLoadingIndicator', { show: false })
    await look()
    const alert = {
      header: 'Delete it?',
      message: '<b>No way back</b>',
      buttons: [
        { id: 5, text: 'Delete', role: 'destructive' },
        { id: 4, text: 'Keep', role: 'cancel' },
      ],
    }
    return {
      alert: await ask('ShowAlert', alert),
      escaped: await ask('ShowAlert', alert),
      // Two at once: one after the other is shown.
      ...(await both(
        ask('ShowAlert', { header: 'First', message: '', buttons: [{ id: 1, text: 'One' }] }),
        ask('ShowAlert', { header: 'Second', message: '', buttons: [{ id: 2, text: 'Two' }] }),
      )),
      sheet: await ask('ShowActionSheet', { header: 'Sort', list: [{ id: 7, text: 'By price' }] }),
      picked: await picked,
      dismissed: await ask('ShowActionSheet', { list: [{ id: 8, text: 'By name' }] }),
      pickedMore: more,
      allowed: await ask('ShowAuthConfirmBox', { message: 'Sign in?', requiredFields: ['email'] }),
      refused: await ask('ShowAuthConfirmBox', { message: 'Sign in?' }),
      images: await ask('ShowImages', { images: [dot, dot], start_index: 1 }),
      script: await ask('ShowImages', { images: ['javascript:alert(1)'] }),
      noButtons: await ask('ShowAlert', { header: 'x', message: 'x', buttons: [] }),
    }
  },
}

async function both(first: Promise<unknown>, second: Promise<unknown>): Promise<object> {
  return { first: await first, second: await second }
}

/** A miniapp that is gone takes its dialog with it. */
export const boxoScreenOfTheGone: Scenario = {
  async host(stage) {
    const host = testHost({ connectors: [boxoHost({ clientId: 'super-app' })] })
    const app = mountMiniapp(stage, host)
    const shown = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector('dialog[open]')) resolve()
      })
      observer.observe(document.body, { childList: true, subtree: true, attributes: true })
    })
    await shown
    app.unmount()
    return document.querySelectorAll('dialog').length
  },
  async miniapp() {
    const ask = await asking()
    return await ask('ShowAlert', { header: 'x', message: '', buttons: [{ id: 1, text: 'One' }] })
  },
}

/** Addresses are opened by scheme, and when a person has clicked in the miniapp. */
export const boxoAddresses: Scenario = {
  async host(stage) {
    const opened: string[] = []
    const openUrl = (url: string): void => void opened.push(url)
    const connectors = [boxoHost({ clientId: 'super-app', openUrl, schemes: ['https:', 'tel:'] })]
    mountMiniapp(stage, testHost({ connectors }))
    return { miniapp: await stage.heard('miniapp'), opened }
  },
  async miniapp() {
    const ask = await asking()
    const sdk = (await publishedMiniapp()) as Raw
    const download = (url: string): Promise<unknown> => ask('DownloadFile', { url })
    const unasked = await download('https://shop.example/unasked')
    const click = clicked('Open')
    // The driver must not look into the page before: that alone would count as an act of a person.
    console.log('asked without a click')
    await click
    return {
      unasked,
      https: await download('https://shop.example/file.pdf'),
      tel: await download('tel:123'),
      script: await download('javascript:alert(1)'),
      http: await download('http://shop.example/'),
      none: await download('nothing'),
      esim: await settled(
        sdk.sendPromise('AppBoxoEsimDirectInstall', { url: 'https://esim.example/' }),
      ),
      location: await ask('OpenLocation', { latitude: 48.2, longitude: 16.4 }),
    }
  },
}

function clicked(text: string): Promise<unknown> {
  const button = document.createElement('button')
  button.textContent = text
  document.body.append(button)
  return new Promise((resolve) => button.addEventListener('click', resolve))
}

/** What the browser knows of the device. */
export const boxoDevice: Scenario = {
  async host(stage) {
    const vibrated: unknown[] = []
    navigator.vibrate = (ms) => vibrated.push(ms) > 0
    mountMiniapp(stage, testHost({ connectors: [boxoHost({ clientId: 'super-app' })] }))
    return { miniapp: await stage.heard('miniapp'), vibrated }
  },
  async miniapp() {
    const ask = await asking()
    await clicked('Go')
    return {
      info: await ask('GetSystemInfo'),
      place: await ask('GetGeodata'),
      copied: await ask('SetClipboard', { data: 'copied' }),
      pasted: await ask('GetClipboard'),
      vibrate: await ask('Vibrate', { style: 'heavy' }),
      wrong: await ask('Vibrate', { style: 'wild' }),
      share: await ask('Share', { text: 'Tea' }),
    }
  },
}
