import { el, setText } from '../../common/dom.js'
import { icon } from '../../common/icon.js'
import type { OrderRecord } from '../../contract.js'
import type { Notice, ShopState } from '../state.js'
import { type Texts, texts } from '../texts.js'
import { createRecordingLine } from './recording-view.js'
import type { View } from './shop-view.js'

export interface NoticeActions {
  dismiss(): void
  /** Tells the server of the host app of this order once more. */
  record(order: OrderRecord): void
  seeOrders(): void
}

/** How the last attempt ended, spoken too: it comes while the focus is on Buy. */
export function createNotice(actions: NoticeActions): View {
  const title = el('p.notice-title')
  const text = el('p.notice-text')
  const line = createRecordingLine(actions.record)
  const see = el('button.link', { type: 'button', onclick: actions.seeOrders })
  const close = el('button.close', { type: 'button', onclick: actions.dismiss }, icon('close'))
  const mark = el('div.notice-mark', { attributes: { 'aria-hidden': 'true' } })
  const links = el('div.notice-links', {}, see, line.retry)
  const card = el(
    'div.notice',
    { hidden: true },
    mark,
    el('div', {}, title, text, line.element, links),
    close,
  )
  const element = el(
    'div.notice-place',
    // Of what changes while it is shown only that is spoken.
    { attributes: { role: 'status', 'aria-atomic': 'false' } },
    card,
  )
  let shown: { notice: Notice; tone: Words['tone'] } | undefined

  return {
    element,
    update(state) {
      const { notice, locale, view } = state
      const t = texts[locale]
      card.hidden = notice === undefined
      if (!notice) {
        shown = undefined
        return
      }
      const hadFocus = document.activeElement === line.retry
      const current = latest(notice, state)
      const words = wordsFor(current, t)
      const { tone } = words
      card.dataset.tone = tone
      setText(title, words.title)
      setText(text, words.text)
      setText(see, t.seeOrders)
      see.hidden = tone !== 'good' || view === 'orders'
      close.setAttribute('aria-label', t.dismiss)
      line.update(current.kind === 'settled' ? current.record : undefined, state)
      if (hadFocus && line.retry.hidden) (see.hidden ? close : see).focus()
      if (shown?.notice === notice && shown.tone === tone) return
      shown = { notice, tone }
      mark.replaceChildren(icon(marks[tone]))
    },
  }
}

const marks = { good: 'check', bad: 'close', calm: 'question' } as const

/** With the record as it is kept by now. */
function latest(notice: Notice, { orders }: ShopState): Notice {
  if (notice.kind !== 'settled') return notice
  const record = orders.find(({ order }) => order.id === notice.record.order.id)
  return record ? { ...notice, record } : notice
}

interface Words {
  readonly tone: 'good' | 'bad' | 'calm'
  readonly title: string
  readonly text: string
}

function wordsFor(notice: Notice, t: Texts): Words {
  switch (notice.kind) {
    case 'unsure':
      return { tone: 'calm', title: t.unsureTitle, text: t.unsureText }
    case 'not-kept':
      return { tone: 'bad', title: t.failedTitle, text: t.notKept }
    case 'empty-cart':
      return { tone: 'calm', title: t.buy, text: t.emptyCart }
    case 'cannot-buy':
      return { tone: 'calm', title: t.buy, text: t.cannotBuy }
    case 'settled':
      return wordsForRecord(notice.record, t)
  }
}

function wordsForRecord(
  { status, transaction_id = '', recorded, reason = '' }: OrderRecord,
  t: Texts,
): Words {
  if (status === 'reserved')
    return recorded === undefined
      ? { tone: 'calm', title: t.reservingTitle, text: t.reservingText }
      : { tone: 'good', title: t.reservedTitle, text: t.reservedText }
  if (status === 'confirmed')
    return { tone: 'good', title: t.confirmedTitle, text: t.confirmedText(transaction_id) }
  if (status === 'cancelled')
    return { tone: 'calm', title: t.cancelledTitle, text: t.cancelledText }
  const reasons: Readonly<Record<string, string>> = t.reasons
  return { tone: 'bad', title: t.failedTitle, text: reasons[reason] ?? t.reasons.host_error }
}
