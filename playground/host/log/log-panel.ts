import { el, setText } from '../../common/dom.js'
import { icon } from '../../common/icon.js'
import { everything, type LogFilter, withKind } from './log-filter.js'
import { createLogList } from './log-list.js'
import { type LogKind, logKinds, MAX_ENTRIES, type MessageLog } from './message-log.js'
import { saveJson } from './save-json.js'

const kindNames: Readonly<Record<LogKind, string>> = {
  request: 'Requests',
  reply: 'Replies',
  event: 'Events',
  error: 'Errors',
  control: 'Control',
}

interface Lane {
  readonly name: string
  readonly origin: string
}

export interface LogPanelOptions {
  readonly miniapp: Lane
  readonly host: Lane
  /** What will fill the log, as things stand. */
  hint(): string
}

/** Every message that crosses, drawn between two lanes; can be paused, filtered, cleared and saved. */
export function createLogPanel(
  log: MessageLog,
  { miniapp, host, hint }: LogPanelOptions,
): HTMLElement {
  const list = createLogList()
  let filter: LogFilter = everything
  /** What is shown while the reader has paused. */
  let held: MessageLog['entries'] | undefined
  let isDue = false

  const count = el('span.card-count')
  const pauseText = el('span')
  const pause = el('button.tool', { type: 'button', attributes: { 'aria-pressed': 'false' } })
  const save = tool('save', 'Save')
  const clear = tool('trash', 'Clear')
  const search = el('input', {
    type: 'search',
    id: 'log-search',
    placeholder: 'Type, id or payload',
    attributes: { 'aria-label': 'Filter messages', autocomplete: 'off', spellcheck: 'false' },
  })
  const chips = logKinds.map((kind) =>
    el('button.chip', {
      type: 'button',
      textContent: kindNames[kind],
      attributes: { 'aria-pressed': 'true', 'data-kind': kind },
    }),
  )
  const empty = el('div.log-empty', { attributes: { role: 'status' } })
  const emptyTitle = el('p.log-empty-title')
  const emptyText = el('p')
  empty.append(
    el('span.log-empty-art', { attributes: { 'aria-hidden': 'true' } }),
    emptyTitle,
    emptyText,
  )

  /** Many messages of one turn are drawn once. */
  function updateSoon(): void {
    if (isDue) return
    isDue = true
    requestAnimationFrame(update)
  }

  function update(): void {
    isDue = false
    const shown = held ?? log.entries
    list.update(shown, filter)
    const missed = held ? log.entries.filter(({ seq }) => seq > (held?.at(-1)?.seq ?? 0)).length : 0
    pause.setAttribute('aria-pressed', String(held !== undefined))
    pause.replaceChildren(icon(held ? 'play' : 'pause'), pauseText)
    setText(pauseText, held ? `Resume${missed > 0 ? ` (${missed} new)` : ''}` : 'Pause')
    setText(
      count,
      list.size === shown.length ? String(shown.length) : `${list.size} of ${shown.length}`,
    )
    empty.hidden = list.size > 0
    setText(emptyTitle, shown.length > 0 ? 'No message matches' : 'Nothing has crossed yet')
    setText(emptyText, shown.length > 0 ? 'Change the text above, or show more kinds.' : hint())
  }

  function setFilter(next: LogFilter): void {
    filter = next
    update()
  }

  pause.onclick = () => {
    held = held ? undefined : log.entries
    update()
  }
  clear.onclick = () => {
    held = held && []
    log.clear()
    setFilter({ ...filter })
  }
  save.onclick = () => {
    const savedAt = new Date().toISOString()
    saveJson(`drawbridge-log-${savedAt.replaceAll(/[:.]/g, '-')}.json`, {
      savedAt,
      lanes: { miniapp, host },
      entries: held ?? log.entries,
    })
  }
  search.oninput = () => setFilter({ ...filter, text: search.value })
  for (const chip of chips)
    chip.onclick = () => {
      const isShown = chip.getAttribute('aria-pressed') !== 'true'
      chip.setAttribute('aria-pressed', String(isShown))
      const kind = logKinds.find((known) => known === chip.dataset.kind)
      if (kind) setFilter(withKind(filter, kind, isShown))
    }
  log.watch(updateSoon)
  update()

  return el(
    'section.log',
    { attributes: { 'aria-labelledby': 'log-title' } },
    el(
      'div.card-head',
      {},
      el('h2', { id: 'log-title', textContent: 'Messages' }),
      count,
      el('div.tools', {}, pause, save, clear),
    ),
    el(
      'div.log-filters',
      {},
      el('div.search', {}, icon('search'), search),
      el('div.chips', {}, ...chips),
    ),
    el(
      'div.lane-heads',
      { attributes: { title: `The last ${MAX_ENTRIES} are kept` } },
      laneHead('miniapp', miniapp),
      laneHead('host', host),
    ),
    el('div.log-body', {}, list.element, empty),
  )
}

function laneHead(role: string, { name, origin }: Lane): HTMLElement {
  return el(
    'div.lane-head',
    {},
    el(
      'p',
      {},
      el('span.lane-role', { textContent: role }),
      el('span.lane-name', { textContent: name }),
    ),
    el('p.lane-origin', { textContent: origin.replace(/^https?:\/\//, '') }),
  )
}

function tool(symbol: 'save' | 'trash', text: string): HTMLButtonElement {
  return el('button.tool', { type: 'button' }, icon(symbol), el('span', { textContent: text }))
}
