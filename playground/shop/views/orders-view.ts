import { el, setText } from '../../common/dom.js'
import { formatMoney, formatTime, shortId } from '../../common/format.js'
import type { Locale } from '../../common/locales.js'
import type { OrderRecord } from '../../contract.js'
import { drawingOf } from '../catalog.js'
import emptyDrawing from '../drawings/empty.svg'
import type { OrderStore } from '../order-store.js'
import { isToRecord } from '../recorder.js'
import { texts } from '../texts.js'
import { refusalOf } from './recording-view.js'
import type { View } from './shop-view.js'

/** All orders, newest first, with how they ended. */
export function createOrders(place: OrderStore['place']): View {
  const kept = el('p.kept')
  const emptyTitle = el('h2')
  const emptyText = el('p')
  const empty = el(
    'div.empty',
    {},
    el('img.empty-picture', { src: emptyDrawing, alt: '', width: 240, height: 180 }),
    emptyTitle,
    emptyText,
  )
  const list = el('ul.orders')
  const element = el('section.orders-page', { hidden: true }, empty, list, kept)

  return {
    element,
    update({ orders, locale, hostName, recording, isListMissing }) {
      const t = texts[locale]
      empty.hidden = orders.length > 0
      setText(emptyTitle, t.noOrders)
      setText(emptyText, isListMissing ? t.listFailed : t.noOrdersText)
      setText(kept, place === 'device' ? t.keptHere : t.keptByHost(hostName))
      const gapOf = (record: OrderRecord): string | undefined => {
        const refusal = refusalOf(record, recording)
        if (!isToRecord(record)) return
        return refusal === undefined ? t.notRecordedYet : `${t.refused(hostName)} ${refusal}`
      }
      list.replaceChildren(...orders.map((record) => rowOf(record, gapOf(record), locale)))
    },
  }
}

/** @param gap what the server of the host app does not know yet */
function rowOf(record: OrderRecord, gap: string | undefined, locale: Locale): HTMLElement {
  const { order, status, transaction_id, recorded, time } = record
  const t = texts[locale]
  const pictures = order.items.slice(0, 3).flatMap(({ product_id }) => {
    const src = drawingOf(product_id)
    return src ? [el('img', { src, alt: '', width: 44, height: 44 })] : []
  })
  const pieces = order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')
  return el(
    'li.order',
    {
      attributes: {
        'data-order': order.id,
        'data-status': status,
        ...(transaction_id !== undefined && { 'data-transaction': transaction_id }),
        ...(recorded !== undefined && { 'data-recorded': recorded }),
      },
    },
    el('div.order-pictures', {}, ...pictures),
    el(
      'div.order-facts',
      {},
      el('h2', { textContent: t.order(shortId(order.id)) }),
      el('p.order-pieces', { textContent: pieces }),
      el('p.order-time', { textContent: formatTime(time, locale) }),
      transaction_id ? el('p.order-transaction', { textContent: transaction_id }) : undefined,
      recorded ? el('p.order-transaction', { textContent: recorded }) : undefined,
      gap === undefined ? undefined : el('p.order-time', { textContent: gap }),
    ),
    el(
      'div.order-end',
      {},
      el('p.price', { textContent: formatMoney(order.amount, order.currency, locale) }),
      el('p.badge', { textContent: t.statuses[status], attributes: { 'data-status': status } }),
    ),
  )
}
