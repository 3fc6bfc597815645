import { el, setText } from '../common/dom.js'
import { formatMoney, shortId } from '../common/format.js'
import type { Ledger, LedgerEntry } from './payments/ledger.js'

/** The host's own book: each order once, however often the shop asked, and how often its handler was started. */
export function createLedgerView(ledger: Ledger): HTMLElement {
  const rows = el('tbody')
  const count = el('span.card-count')
  const empty = el('p.ledger-empty', {
    textContent: 'No payments yet. They stay here over reloads.',
  })
  const table = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...['Order', 'Outcome', 'Handler runs', 'Amount'].map(headingOf))),
    rows,
  )
  ledger.watch((entries) => {
    setText(count, String(entries.length))
    empty.hidden = entries.length > 0
    table.hidden = entries.length === 0
    rows.replaceChildren(...entries.map(rowOf))
  })
  return el(
    'section.ledger',
    { attributes: { 'aria-labelledby': 'ledger-title' } },
    el('div.card-head', {}, el('h2', { id: 'ledger-title', textContent: 'Payments' }), count),
    // Reached by the keyboard, since it scrolls.
    el(
      'div.ledger-scroll',
      { tabIndex: 0, attributes: { role: 'group', 'aria-labelledby': 'ledger-title' } },
      empty,
      table,
    ),
  )
}

function headingOf(text: string): HTMLElement {
  return el('th', { textContent: text, attributes: { scope: 'col' } })
}

/** For who tries the bridge out: what a run without a result came to, and what to do next. */
const faults = {
  threw: (text: string): string =>
    `The handler threw “${text}”, and the miniapp got HANDLER_FAILED. Nothing was charged: buy again.`,
  stopped: (text: string): string =>
    `The handler was told to end: “${text}”. Nothing was charged: buy again.`,
}

function rowOf({ order, runs, result, fault }: LedgerEntry): HTMLElement {
  const status = result?.status ?? fault?.kind ?? 'open'
  const note = result || !fault ? undefined : faults[fault.kind](fault.text)
  return el(
    'tr',
    { attributes: { 'data-order': order.id, 'data-runs': String(runs), 'data-status': status } },
    el('td', {}, el('code', { textContent: shortId(order.id) })),
    el(
      'td',
      {},
      el('span.outcome', { textContent: status, attributes: { 'data-status': status } }),
      note === undefined ? undefined : el('p.outcome-note', { textContent: note }),
    ),
    el('td', { textContent: String(runs) }),
    el('td', { textContent: formatMoney(order.amount, order.currency, 'en') }),
  )
}
