import { el, setText } from '../../common/dom.js'
import { icon } from '../../common/icon.js'
import type { OrderRecord } from '../../contract.js'
import type { Notice } from '../state.js'
import { type Texts, texts } from '../texts.js'
import type { View } from './shop-view.js'

export interface NoticeActions {
  dismiss(): void
  seeOrders(): void
}

/** How the last attempt ended, spoken too: it comes while the focus is on Buy. */
export function createNotice(actions: NoticeActions): View {
  const title = el('p.notice-title')
  const text = el('p.notice-text')
  const see = el('button.link', { type: 'button', onclick: actions.seeOrders })
  const close = el('button.close', { type: 'button', onclick: actions.dismiss }, icon('close'))
  const mark = el('div.notice-mark', { attributes: { 'aria-hidden': 'true' } })
  const card = el('div.notice', { hidden: true }, mark, el('div', {}, title, text, see), close)
  const element = el('div.notice-place', { attributes: { role: 'status' } }, card)
  let shown: Notice | undefined

  return {
    element,
    update({ notice, locale, view }) {
      const t = texts[locale]
      card.hidden = notice === undefined
      if (!notice) {
        shown = undefined
        return
      }
      const words = wordsFor(notice, t)
      card.dataset.tone = words.tone
      setText(title, words.title)
      setText(text, words.text)
      setText(see, t.seeOrders)
      see.hidden = words.tone !== 'good' || view === 'orders'
      close.setAttribute('aria-label', t.dismiss)
      if (shown === notice) return
      shown = notice
      mark.replaceChildren(
        icon(words.tone === 'good' ? 'check' : words.tone === 'bad' ? 'close' : 'question'),
      )
    },
  }
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
  { status, transaction_id = '', reason = '' }: OrderRecord,
  t: Texts,
): Words {
  if (status === 'confirmed')
    return { tone: 'good', title: t.confirmedTitle, text: t.confirmedText(transaction_id) }
  if (status === 'cancelled')
    return { tone: 'calm', title: t.cancelledTitle, text: t.cancelledText }
  const reasons: Readonly<Record<string, string>> = t.reasons
  return { tone: 'bad', title: t.failedTitle, text: reasons[reason] ?? t.reasons.host_error }
}
