import dropIn, { type AppboxoSDK } from '@drawbridge/boxo/js-sdk'
import { publishedHost, publishedMiniapp, type Raw, settled } from '../pages/boxo-sides.js'
import type { Scenario } from '../pages/scenario.js'
import type { Stage } from '../pages/stage.js'

const order = { amount: 1, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_1' }

async function hostWithTokens(stage: Stage): Promise<unknown> {
  const { sdk } = await publishedHost(stage, {
    onPaymentRequest: async (asked: object) => ({
      ...asked,
      status: 'success',
      hostappOrderId: 'h-1',
    }),
  })
  sdk.setAuthTokens('t-1', 'r-1')
  sdk.onEvent('price', async () => ({ price: 3 }))
  sdk.onEvent('text', async () => Promise.reject('Sold out'))
  const miniapp = await stage.heard('miniapp')
  sdk.logout()
  const pushed = await stage.heard('miniapp')
  return { miniapp, pushed }
}

/** The same calls, whichever SDK they are made with. */
async function callAll(stage: Stage, sdk: AppboxoSDK | Raw): Promise<unknown> {
  const used = sdk as AppboxoSDK
  const before = used.supports('AppBoxoWebAppPay')
  const initData = await used.getInitData()
  const logged = watchConsole()
  const confirmed: boolean[] = []
  const calls = {
    login: await settled(used.login({ postConfirmCallback: (yes) => confirmed.push(yes) })),
    pay: await settled(used.pay(order)),
    logout: await settled(used.logout()),
    custom: await settled(
      used.sendPromise('AppBoxoWebAppCustomEvent', { type: 'price', payload: {} }),
    ),
    error: await settled(used.sendPromise('AppBoxoWebAppCustomEvent', { type: 'text' })),
  }
  const names = ['Pay', 'Login', 'CustomEvent', 'StorageGet', 'Vibrate']
  const supports = names.map((name) => used.supports(`AppBoxoWebApp${name}`))
  const events: unknown[] = []
  const heard = new Promise<void>((resolve) =>
    used.subscribe(({ detail }) => {
      if ('stage' in detail) return
      events.push(detail)
      resolve()
    }),
  )
  stage.say({
    before,
    initData: initData.app_id,
    cookies: document.cookie.split('; ').sort(),
    confirmed,
    calls,
    supports,
    isWebView: used.isWebView(),
    logged: logged(),
  })
  await heard
  return events
}

function watchConsole(): () => number {
  let count = 0
  const { log } = console
  console.log = () => void count++
  return () => {
    console.log = log
    return count
  }
}

/** The drop-in in the published host. */
export const dropInInBoxoHost: Scenario = {
  host: hostWithTokens,
  miniapp: (stage) => callAll(stage, dropIn),
}

/** The published pair: what the drop-in is compared with. */
export const publishedPair: Scenario = {
  host: hostWithTokens,
  miniapp: async (stage) => callAll(stage, await publishedMiniapp()),
}
