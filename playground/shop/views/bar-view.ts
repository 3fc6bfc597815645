import { el, setText } from '../../common/dom.js'
import { formatMoney } from '../../common/format.js'
import { amountOf, countOf, itemsOf } from '../cart.js'
import { currency } from '../catalog.js'
import type { ShopState } from '../state.js'
import { texts } from '../texts.js'
import { createNotice, type NoticeActions } from './notice-view.js'
import type { View } from './shop-view.js'

export interface BarActions extends NoticeActions {
  buy(): void
  stop(): void
}

/** The basket and Buy at the foot of the page, with what there is to tell above. */
export function createBar(actions: BarActions): View {
  const notice = createNotice(actions)
  const sum = el('p.sum')
  const pieces = el('p.pieces')
  const buyText = el('span')
  const buy = el(
    'button.buy',
    { type: 'button', onclick: actions.buy },
    el('span.spinner', { attributes: { 'aria-hidden': 'true' } }),
    buyText,
  )
  const stop = el('button.stop', { type: 'button', onclick: actions.stop, hidden: true })
  const lost = el('p.lost', { attributes: { role: 'status' } })
  const element = el(
    'footer.bar',
    {},
    notice.element,
    lost,
    el('div.bar-row', {}, el('div.basket', {}, pieces, stop, sum), buy),
  )
  let lastPhase: ShopState['checkout']['phase'] = 'idle'

  return {
    element,
    update(state) {
      const t = texts[state.locale]
      const { checkout, locale, status } = state
      const isAsking = checkout.phase === 'asking'
      const items = checkout.phase === 'idle' ? itemsOf(state.cart, locale) : checkout.order.items
      notice.update(state)
      setText(pieces, t.pieces(countOf(items)))
      setText(sum, formatMoney(amountOf(items), currency, locale))
      setText(
        buyText,
        isAsking
          ? t.waiting(state.hostName)
          : checkout.phase === 'unsure'
            ? t.finish
            : state.isAlone
              ? t.reserve
              : t.buy,
      )
      setText(stop, t.stop)
      setText(lost, status === 'disconnected' ? t.reconnecting : '')
      // Not `disabled`: it keeps the focus, and says why when it is pressed.
      const canBuy = items.length > 0 && !isAsking && status === 'connected'
      buy.setAttribute('aria-disabled', String(!canBuy))
      buy.setAttribute('aria-busy', String(isAsking))
      stop.hidden = !isAsking
      pieces.hidden = isAsking
      if (lastPhase === 'asking' && !isAsking) buy.focus({ preventScroll: true })
      lastPhase = checkout.phase
    },
  }
}
