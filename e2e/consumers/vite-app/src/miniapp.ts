import { createMiniapp, isBridgeError } from '@drawbridge/miniapp'
import { contract, type Order } from './contract'

const miniapp = createMiniapp({
  appId: 'shop',
  hostOrigins: [import.meta.env.VITE_HOST_ORIGIN],
  contract,
})

miniapp.onCustomEvent('theme_changed', ({ theme }) => {
  document.documentElement.dataset.theme = theme
})

async function buy(order: Order): Promise<string> {
  try {
    const { transaction } = await miniapp.request('checkout_started', order, { key: order.id })
    return transaction
  } catch (error) {
    return isBridgeError(error) ? error.code : 'unknown'
  }
}

// A type that has no reply cannot be asked.
// @ts-expect-error
const neverAsked = () => miniapp.request('theme_changed', { theme: 'dark' })
void neverAsked

document.querySelector('#buy')?.addEventListener('click', async () => {
  const receipt = document.querySelector('#receipt')
  const text = await buy({ id: 'order-1', amount: 42 })
  if (receipt) receipt.textContent = text
})
