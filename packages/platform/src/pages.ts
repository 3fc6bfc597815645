import { examplePaths } from '@drawbridge/http/app-events'
import { redact } from '@drawbridge/http/server'
import { html } from 'hono/html'
import type { ListenerConfig } from './config.js'
import type { Delivery } from './store.js'

// Made on the server, without scripts. `html` escapes whatever it is given.

type Html = ReturnType<typeof html>
type Cell = Html | string | number

export interface RefusedRequest {
  readonly at: number
  readonly path: string
  readonly address: string
  readonly code: string
  readonly reason: string
}

const kinds: Readonly<Record<Delivery['kind'], string>> = {
  'to-host': 'miniapp to host',
  'to-miniapp': 'host to miniapp',
  'app-event': 'app event',
}

/** The columns with numbers. */
const numbers: ReadonlySet<string> = new Set(['No.', 'Attempts', 'Took', 'Status'])

const states: Readonly<Record<Delivery['state'], string>> = {
  delivered: 'Delivered',
  failed: 'Failed',
  running: 'On the way',
}

export function deliveriesPage(
  deliveries: readonly Delivery[],
  refused: readonly RefusedRequest[],
  listeners: readonly ListenerConfig[],
): Html {
  return page(
    'Deliveries',
    html`<header><h1>Deliveries</h1><a href="/deliveries">Reload</a></header>
<main>
${deliveries.length === 0 ? nothingYet : deliveryTable(deliveries)}
${refused.length === 0 ? '' : refusedSection(refused)}
${listeners.length === 0 ? '' : listenerSection(listeners)}
</main>`,
  )
}

export function deliveryPage(delivery: Delivery): Html {
  const { event, from, to, kind, key, attempts } = delivery
  return page(
    `${event} · Deliveries`,
    html`<header><h1>${event}</h1><a href="/deliveries">All deliveries</a></header>
<main>
<dl>
<dt>State</dt><dd>${stateOf(delivery)}</dd>
<dt>From</dt><dd>${from}</dd>
<dt>To</dt><dd>${to}</dd>
<dt>Way</dt><dd>${kinds[kind]}</dd>
<dt>Began</dt><dd>${timeOf(delivery.at)}</dd>
<dt>Id</dt><dd><code>${delivery.id}</code></dd>
${key === undefined ? '' : html`<dt>Idempotency key</dt><dd><code>${key}</code></dd>`}
</dl>
<h2>Attempts</h2>
${
  attempts.length === 0
    ? html`<p>None has ended yet.</p>`
    : table(
        'Attempts',
        ['No.', 'When', 'Took', 'Status', 'What happened'],
        attempts.map(({ at, duration, status, problem }, index) => [
          index + 1,
          timeOf(at),
          `${duration} ms`,
          status ?? '–',
          problem ?? 'Delivered',
        ]),
      )
}
<h2>What was sent</h2>
${sentOf(delivery)}
</main>`,
  )
}

export function notFoundPage(): Html {
  return page(
    'Not found',
    html`<header><h1>This delivery is not kept</h1></header>
<main><p>Only the newest ones are. <a href="/deliveries">See them</a></p></main>`,
  )
}

const nothingYet = html`<div class="empty">
<p><strong>Nothing has been delivered yet.</strong></p>
<p>Each event that a miniapp, a host or a user sends shows up here, with every attempt to deliver it. Send one to
<code>/api/v1/event-bridge/miniapp/</code> and reload.</p>
</div>`

function deliveryTable(deliveries: readonly Delivery[]): Html {
  return html`<p class="quiet">The newest first. Only the last ones are kept.</p>
${table(
  'Deliveries',
  ['Event', 'State', 'From', 'To', 'Attempts', 'Took', 'Began'],
  deliveries.map((delivery) => {
    const { id, event, from, to, attempts, at } = delivery
    const last = attempts.at(-1)
    return [
      html`<a href="/deliveries/${id}">${event}</a>`,
      html`${stateOf(delivery)}${last?.problem === undefined ? '' : html`<p class="quiet">${last.problem}</p>`}`,
      from,
      to,
      attempts.length,
      last === undefined ? '–' : `${last.duration} ms`,
      timeOf(at),
    ]
  }),
)}`
}

function refusedSection(refused: readonly RefusedRequest[]): Html {
  return html`<h2>Refused requests</h2>
<p class="quiet">These never became a delivery. The sender is told the code; the reason is told here only.</p>
${table(
  'Refused requests',
  ['Code', 'Reason', 'Path', 'Address', 'When'],
  refused.map(({ code, reason, path, address, at }) => [
    html`<code>${code}</code>`,
    reason,
    path,
    address,
    timeOf(at),
  ]),
)}`
}

function listenerSection(listeners: readonly ListenerConfig[]): Html {
  return html`<h2>Listeners</h2>
<p class="quiet">Who waits for which app event, and the variables of its example.</p>
${table(
  'Listeners',
  ['Event', 'User', 'Flow', 'Variables'],
  listeners.map(({ event, user, flowId, eventDataExample }) => [
    event,
    user,
    flowId ?? '–',
    eventDataExample === undefined ? '–' : examplePaths(eventDataExample).join(', '),
  ]),
)}`
}

/**
 * Each cell knows the name of its column: on a narrow screen a row is a list, so that nothing lies beside the screen.
 */
function table(name: string, columns: readonly string[], rows: readonly Cell[][]): Html {
  const kindOf = (column = ''): string => (numbers.has(column) ? 'number' : 'text')
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${columns.map((column) => html`<th class="${kindOf(column)}" scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => html`<tr>
${cells.map(
  (
    cell,
    index,
  ) => html`<td class="${kindOf(columns[index])}" data-column="${columns[index]}">${cell}</td>
`,
)}</tr>`,
  )}</tbody>
</table></div>`
}

function sentOf({ payload }: Delivery): Html {
  if (payload === undefined) return html`<p>It is too long to be kept.</p>`
  // Written as JSON by this server.
  const shown = JSON.stringify(redact(JSON.parse(payload)), null, 2)
  return html`<p class="quiet">Members with names like <code>token</code> or <code>password</code> are hidden.</p>
<pre tabindex="0">${shown}</pre>`
}

function stateOf({ state }: Delivery): Html {
  return html`<span class="state ${state}">${states[state]}</span>`
}

function timeOf(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/deliveries/style.css">
</head>
<body>
${body}
</body>
</html>`
}
