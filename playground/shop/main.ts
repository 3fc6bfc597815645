import './styles/index.css'
import { locales, oneOf, type Theme, themes } from '../common/locales.js'
import { openBridge } from './bridge.js'
import { countOf, itemsOf } from './cart.js'
import { createCheckout } from './checkout.js'
import { readLaunch } from './launch.js'
import { chooseOrderStore } from './order-store.js'
import { createRecorder } from './recorder.js'
import { createStore } from './state.js'
import { showShop } from './views/shop-view.js'

const launch = readLaunch()
const bridge = openBridge(launch)
const orders = chooseOrderStore(bridge)
const store = createStore({
  locale: launch.locale,
  view: 'shop',
  status: bridge.status,
  trouble: undefined,
  isAlone: false,
  hostName: 'Quay',
  cart: {},
  checkout: { phase: 'idle' },
  notice: undefined,
  orders: [],
  recording: {},
  isListMissing: false,
})
const recorder = createRecorder(bridge, orders, store, launch.eventsUrl)
const checkout = createCheckout(bridge, orders, store, recorder, launch.timeout)
const root = document.documentElement

function setTheme(theme: Theme): void {
  root.dataset.theme = theme
}

root.dataset.store = orders.place
setTheme(launch.theme)

bridge.on('context', ({ locale, theme }) => {
  setTheme(oneOf(themes, theme) ?? launch.theme)
  store.set({ locale: oneOf(locales, locale) ?? store.state.locale })
})
bridge.on('session', ({ host, transport }) => {
  const isAlone = transport === 'http'
  store.set({ trouble: undefined, isAlone, ...(!isAlone && { hostName: host.name }) })
  void checkout.resume()
})
bridge.on('status', (status) => store.set({ status }))
bridge.on('late-reply', ({ key }) => {
  const { checkout: current } = store.state
  if (current.phase === 'unsure' && current.order.id === key) void checkout.buy()
})
bridge.connected.catch((error: unknown) => {
  const trouble = error instanceof Error && 'code' in error ? String(error.code) : 'NO_HOST'
  store.set({ trouble })
})
// On the device the orders are there without a host too.
if (orders.place === 'device') void checkout.resume()

showShop(store, {
  hostUrl: launch.hostUrl,
  place: orders.place,
  buy: () => void checkout.buy(),
  stop: checkout.stop,
  record: (order) => void recorder.record(order),
  chosen({ id, price }) {
    // A host takes app events; its server does not.
    if (bridge.status === 'connected' && !store.state.isAlone)
      void bridge.sendAppEvent('product_chosen', { product_id: id, price })
  },
})

let lastCount = 0
store.watch(({ cart, locale, status }) => {
  const item_count = countOf(itemsOf(cart, locale))
  if (status !== 'connected' || item_count === lastCount) return
  lastCount = item_count
  bridge.sendCustomEvent('cart_updated', { cart_id: 'basket', item_count })
})
bridge.ready()
