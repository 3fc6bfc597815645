import { createHost } from '@drawbridge/host'
import { contract } from './contract'

const host = createHost({ name: 'My app', contract })
const sheet = document.querySelector<HTMLDialogElement>('#sheet')
const pay = document.querySelector<HTMLButtonElement>('#pay')
const amount = document.querySelector<HTMLElement>('#amount')

host.onCustomEvent('checkout_started', (order, { key }) => {
  if (amount) amount.textContent = `Pay ${order.amount.toFixed(2)}?`
  sheet?.showModal()
  return new Promise((resolve) => {
    pay?.addEventListener('click', () => {
      sheet?.close()
      resolve({ transaction: `transaction of ${key}` })
    })
  })
})

const shop = host.mount(document.body, { url: import.meta.env.VITE_MINIAPP_URL, appId: 'shop' })
shop.sendCustomEvent('theme_changed', { theme: 'dark' })
