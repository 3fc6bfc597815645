import { boxo } from '@drawbridge/boxo'
import { createMiniapp } from '@drawbridge/miniapp'
import { type Raw, settled } from './boxo-sides.js'
import { errorFacts } from './facts.js'

const order = { amount: 1, currency: 'EUR', miniappOrderId: 'm', transactionToken: 'pt' }

/**
 * The same calls to a native host with each SDK. The host knows the types `price`, `count` and `fails`, and tells `news` when it
 * is told `push`.
 */
export async function callBySdk(sdk: Raw): Promise<Record<string, unknown>> {
  const pushed = new Promise((resolve) =>
    sdk.subscribe(({ detail }) => {
      const { type, data } = detail as { type: string; data: { type?: string } }
      if (type === 'AppBoxoWebAppCustomEvent' && data.type === 'news') resolve(data)
    }),
  )
  const ask = (method: string, params?: object): Promise<unknown> =>
    settled(sdk.sendPromise(`AppBoxoWebApp${method}`, params))
  const custom = (type: string): Promise<unknown> => ask('CustomEvent', { type, payload: {} })
  const { reply: initData } = (await ask('GetInitData')) as { reply: { client_id: string } }
  const told = {
    client: initData.client_id,
    price: await custom('price'),
    count: await custom('count'),
    fails: ((await custom('fails')) as { error: { error_type: string } }).error.error_type,
    pay: await ask('Pay', order),
  }
  sdk.send('AppBoxoWebAppCustomEvent', { type: 'push', payload: {} })
  return { ...told, pushed: await pushed }
}

export async function callByConnector(): Promise<Record<string, unknown>> {
  const miniapp = createMiniapp({ appId: 'shop', connectors: [boxo()] })
  const news = new Promise((resolve) => miniapp.onCustomEvent('news', resolve))
  const { transport, host, capabilities } = await miniapp.connected
  const { locale } = miniapp.context
  const told = {
    session: { transport, host, capabilities, locale },
    price: await miniapp.request('price', {}),
    count: await miniapp.request('count', {}),
    fails: await miniapp.request('fails', {}).catch((error) => errorFacts(error).code),
    pay: await miniapp.request('AppBoxoWebAppPay', order),
    login: await miniapp.request('AppBoxoWebAppLogin', {}),
    absent: await miniapp.request('AppBoxoWebAppGetClipboard', {}).catch(({ code }) => code),
  }
  miniapp.sendCustomEvent('push', {})
  return { ...told, pushed: await news }
}
