import { el } from '../../common/dom.js'
import type { LogEntry, MessageEntry, NoteEntry } from './message-log.js'
import type { Bar } from './open-pairs.js'

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

export function createRow(entry: LogEntry, bars: readonly Bar[]): HTMLLIElement {
  const pieces = bars.map(({ pair, side, slot, part }) =>
    el('span', {
      attributes: {
        class: 'tie',
        'aria-hidden': 'true',
        'data-tie': pair,
        'data-side': side,
        'data-slot': String(slot),
        'data-part': part,
      },
    }),
  )
  return entry.kind === 'note' ? noteRow(entry, pieces) : messageRow(entry, pieces)
}

function noteRow({ time, text, tone }: NoteEntry, ties: HTMLElement[]): HTMLLIElement {
  return el(
    'li.log-row',
    { attributes: { 'data-kind': 'note', 'data-tone': tone } },
    el(
      'div.log-main',
      { tabIndex: -1, attributes: { role: 'group', 'aria-label': `Note: ${text}` } },
      el('time.log-time', { textContent: clock.format(time) }),
      el('div.lanes', {}, ...ties, el('span.note-text', { textContent: text })),
    ),
  )
}

function messageRow(entry: MessageEntry, ties: HTMLElement[]): HTMLLIElement {
  const { kind, direction, type, method, id, latency, bytes, payload, pair, time } = entry
  const name = type ?? (method || 'reply')
  const way = direction === 'in' ? 'from miniapp to host' : 'from host to miniapp'
  const took = latency === undefined ? undefined : formatLatency(latency)
  const data = el('pre.payload', {
    hidden: true,
    textContent: JSON.stringify(payload, null, 2) ?? 'null',
  })
  const main = el(
    'button.log-main',
    {
      type: 'button',
      tabIndex: -1,
      attributes: { 'aria-expanded': 'false' },
    },
    el('time.log-time', { textContent: clock.format(time) }),
    // The spaces are for those who hear the row as one sentence.
    ' ',
    el(
      'span.lanes',
      {},
      ...ties,
      el(
        'span.label',
        {},
        el('span.kind', { textContent: kind }),
        ' ',
        el('span.type', { textContent: name }),
        ' ',
        id === undefined ? undefined : el('span.id', { textContent: `#${id}` }),
      ),
      el('span.arrow', {}, el('span.sr-only', { textContent: ` ${way} ` })),
      el(
        'span.meta',
        {},
        took === undefined ? undefined : el('span.latency', { textContent: took }),
        ' ',
        el('span.bytes', { textContent: formatSize(bytes) }),
      ),
    ),
  )
  main.onclick = () => {
    data.hidden = !data.hidden
    main.setAttribute('aria-expanded', String(!data.hidden))
  }
  const attributes = {
    'data-kind': kind,
    'data-direction': direction,
    'data-type': name,
    ...(pair !== undefined && { 'data-pair': pair }),
  }
  return el('li.log-row', { attributes }, main, data)
}

function formatLatency(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

function formatSize(characters: number): string {
  return characters < 1_024 ? `${characters} B` : `${(characters / 1_024).toFixed(1)} kB`
}
