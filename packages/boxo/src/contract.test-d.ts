// Only compiled: what the types of Boxo's methods allow, and what they do not.
import { createMiniapp, defineContract, type } from '@drawbridge/miniapp'
import { boxo, boxoEntries } from './index.js'
import appboxoSdk from './js-sdk.js'

const contract = defineContract({ ...boxoEntries, own: { payload: type<string>() } })
const miniapp = createMiniapp({ appId: 'shop', connectors: [boxo()], contract })

const { payload } = await miniapp.request('AppBoxoWebAppLogin', { confirmModalText: 'Sure?' })
const token: string = payload.token
const refresh: string | undefined = payload.refresh_token

const { keys } = await miniapp.request('AppBoxoWebAppStorageGet', { keys: ['a'] })
const key: string | undefined = keys[0]?.key

miniapp.sendCustomEvent('AppBoxoWebAppVibrate', { style: 'heavy' })
miniapp.onCustomEvent('AppBoxoWebAppTabBarItemClick', ({ tabId }) => void tabId.toFixed())
miniapp.sendCustomEvent('own', 'text')

// @ts-expect-error nobody answers it
miniapp.request('AppBoxoWebAppVibrate', { style: 'heavy' })
// @ts-expect-error a later event answers it
miniapp.request('AppBoxoWebAppShowActionSheet', { list: [] })
// @ts-expect-error not one of the words
miniapp.sendCustomEvent('AppBoxoWebAppVibrate', { style: 'wild' })
// @ts-expect-error the token is missing
miniapp.request('AppBoxoWebAppPay', { amount: 1, currency: 'EUR', miniappOrderId: 'm' })

const { status } = await appboxoSdk.pay({
  amount: 1,
  currency: 'EUR',
  miniappOrderId: 'm',
  transactionToken: 't',
})
const { id } = await appboxoSdk.sendPromise('AppBoxoWebAppShowAlert', {
  header: 'h',
  message: 'm',
  buttons: [{ id: 1, text: 'Yes' }],
})
// Methods that are not known yet can be sent too.
appboxoSdk.send('AppBoxoWebAppTomorrow', { any: true })

export { id, key, refresh, status, token }
