import { el, setText } from '../../common/dom.js'
import { icon } from '../../common/icon.js'
import { directionOf } from '../../common/locales.js'
import type { OrderRecord } from '../../contract.js'
import { withQuantity } from '../cart.js'
import type { Product } from '../catalog.js'
import type { OrderStore } from '../order-store.js'
import type { ShopState, Store } from '../state.js'
import { texts } from '../texts.js'
import { createBar } from './bar-view.js'
import { createCatalogue } from './catalogue-view.js'
import { createOrders } from './orders-view.js'
import { createWelcome } from './welcome-view.js'

export interface ShopActions {
  readonly hostUrl: string
  readonly place: OrderStore['place']
  buy(): void
  stop(): void
  record(order: OrderRecord): void
  /** The first piece of this product went into the basket. */
  chosen(product: Product): void
}

/** Puts the shop into the page and keeps it in step with the store. */
export function showShop(store: Store, actions: ShopActions): void {
  const welcome = createWelcome(actions.hostUrl)
  const catalogue = createCatalogue((product, change) => {
    const { checkout, cart, notice } = store.state
    // What is being paid is not changed under the host's hands.
    if (checkout.phase !== 'idle') return
    const isOld = notice?.kind === 'empty-cart' || notice?.kind === 'settled'
    store.set({
      cart: withQuantity(cart, product.id, change),
      ...(isOld && { notice: undefined }),
    })
    if (change > 0 && !cart[product.id]) actions.chosen(product)
  })
  const orders = createOrders(actions.place)
  const bar = createBar({
    buy: actions.buy,
    stop: actions.stop,
    record: actions.record,
    dismiss: () => store.set({ notice: undefined }),
    seeOrders: () => store.set({ view: 'orders', notice: undefined }),
  })

  const tagline = el('p.tagline')
  const shopTab = el('button.tab', { type: 'button', onclick: () => store.set({ view: 'shop' }) })
  const ordersLabel = el('span')
  const ordersCount = el('span.count')
  const ordersTab = el(
    'button.tab',
    { type: 'button', onclick: () => store.set({ view: 'orders' }) },
    ordersLabel,
    ordersCount,
  )
  const shopLabel = el('span')
  shopTab.append(icon('bag'), shopLabel)
  const header = el(
    'header.masthead',
    {},
    el('div', {}, el('h1', { textContent: 'Kilnfolk', attributes: { translate: 'no' } }), tagline),
    el('nav.tabs', { attributes: { 'aria-label': 'Kilnfolk' } }, shopTab, ordersTab),
  )
  const main = el('main', {}, welcome.element, catalogue.element, orders.element)
  document.body.replaceChildren(header, main, bar.element)

  store.watch((state) => {
    const t = texts[state.locale]
    const root = document.documentElement
    root.lang = state.locale
    root.dir = directionOf(state.locale)
    root.dataset.status = state.status
    root.dataset.way = state.isAlone ? 'server' : 'host'
    root.dataset.phase = state.checkout.phase
    setText(tagline, t.tagline)
    setText(shopLabel, t.shop)
    setText(ordersLabel, t.orders)
    setText(ordersCount, String(state.orders.length))
    setCurrent(shopTab, state.view === 'shop')
    setCurrent(ordersTab, state.view === 'orders')
    // The first words are spoken in the host's language: until it is known there are none.
    const isOpening = state.status === 'connecting'
    root.classList.toggle('is-opening', isOpening)
    welcome.update(state)
    catalogue.element.hidden = state.view !== 'shop'
    orders.element.hidden = state.view !== 'orders'
    catalogue.update(state)
    orders.update(state)
    bar.update(state)
  })
}

function setCurrent(tab: HTMLElement, isCurrent: boolean): void {
  if (isCurrent) tab.setAttribute('aria-current', 'page')
  else tab.removeAttribute('aria-current')
}

export type View = { readonly element: HTMLElement; update(state: ShopState): void }
