import { el } from '../../common/dom.js'
import { type LogFilter, matches } from './log-filter.js'
import { createRow } from './log-row.js'
import type { LogEntry } from './message-log.js'
import { createOpenPairs } from './open-pairs.js'

/** So near to the end (in pixels) the reader wants to see what comes next. */
const NEAR_END = 48

/** The rows of the log, kept in step with its entries; arrows, Home and End walk through them. */
export function createLogList() {
  const element = el('ol.log-rows', { attributes: { 'aria-label': 'Messages, oldest first' } })
  const rows = new Map<number, HTMLLIElement>()
  let replies = new Map<string, number>()
  let pairs = createOpenPairs((pair) => replies.get(pair))
  let shownFilter: LogFilter | undefined
  let lastSeq = 0

  function restart(filter: LogFilter): void {
    element.replaceChildren()
    rows.clear()
    pairs = createOpenPairs((pair) => replies.get(pair))
    shownFilter = filter
    lastSeq = 0
  }

  function update(entries: readonly LogEntry[], filter: LogFilter): void {
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
    const oldest = entries[0]?.seq ?? Number.POSITIVE_INFINITY
    if (filter !== shownFilter) restart(filter)
    replies = new Map(
      entries.flatMap((entry) =>
        entry.kind !== 'note' && entry.pair !== undefined && !entry.asks
          ? [[entry.pair, entry.seq]]
          : [],
      ),
    )
    for (const [seq, row] of rows) {
      if (seq >= oldest) break
      row.remove()
      rows.delete(seq)
    }
    const fresh = entries.filter((entry) => entry.seq > lastSeq && matches(entry, filter))
    for (const entry of fresh) {
      const row = createRow(entry, pairs.barsAt(entry))
      rows.set(entry.seq, row)
      element.append(row)
    }
    lastSeq = entries.at(-1)?.seq ?? lastSeq
    keepOneTabStop()
    if (isAtEnd) element.scrollTop = element.scrollHeight
  }

  /** Tab enters the list once, at the row that was left or at the newest. */
  function keepOneTabStop(): void {
    if (element.querySelector('[tabindex="0"]')) return
    const last = element.querySelector<HTMLElement>(':scope > :last-child > .log-main')
    if (last) last.tabIndex = 0
  }

  function rowOf(target: EventTarget | null): HTMLElement | undefined {
    return target instanceof Element
      ? (target.closest<HTMLElement>('.log-row') ?? undefined)
      : undefined
  }

  function mark(row: HTMLElement | undefined): void {
    for (const marked of element.querySelectorAll('.is-tied')) marked.classList.remove('is-tied')
    const pair = row?.dataset.pair
    if (!pair) return
    const name = CSS.escape(pair)
    for (const tied of element.querySelectorAll(`[data-pair="${name}"], [data-tie="${name}"]`))
      tied.classList.add('is-tied')
  }

  function neighbour(row: Element, key: string): Element | null | undefined {
    if (key === 'ArrowDown') return row.nextElementSibling
    if (key === 'ArrowUp') return row.previousElementSibling
    if (key === 'Home') return element.firstElementChild
    if (key === 'End') return element.lastElementChild
    return
  }

  element.addEventListener('pointerover', ({ target }) => mark(rowOf(target)))
  element.addEventListener('pointerleave', () => mark(rowOf(document.activeElement)))
  element.addEventListener('focusout', () => mark(undefined))
  element.addEventListener('focusin', ({ target }) => {
    for (const stop of element.querySelectorAll<HTMLElement>('.log-main[tabindex="0"]'))
      stop.tabIndex = -1
    const row = rowOf(target)
    const main = row?.querySelector<HTMLElement>('.log-main')
    if (main) main.tabIndex = 0
    mark(row)
  })
  element.addEventListener('keydown', (event) => {
    const row = rowOf(event.target)
    const next = row && neighbour(row, event.key)?.querySelector<HTMLElement>('.log-main')
    if (!next) return
    event.preventDefault()
    next.focus()
  })

  return {
    element,
    update,
    /** How many rows are shown. */
    get size() {
      return rows.size
    },
  }
}
