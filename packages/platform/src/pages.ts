import { examplePaths } from '@drawbridge/http/app-events'
import { redact } from '@drawbridge/http/server'
import { html } from 'hono/html'
import type { ListenerConfig } from './config.js'
import type { Delivery } from './store.js'

// Made on the server, without scripts. `html` escapes whatever it is given.

type Html = ReturnType<typeof html>

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
    : html`<div class="scroll" role="region" aria-label="Attempts" tabindex="0"><table>
<thead><tr><th class="number" scope="col">No.</th><th scope="col">When</th><th class="number" scope="col">Took</th><th class="number" scope="col">Status</th><th scope="col">What happened</th></tr></thead>
<tbody>${attempts.map(
        (attempt, index) => html`<tr>
<td class="number">${index + 1}</td>
<td>${timeOf(attempt.at)}</td>
<td class="number">${attempt.duration} ms</td>
<td class="number">${attempt.status ?? '–'}</td>
<td>${attempt.problem ?? 'Delivered'}</td>
</tr>`,
      )}</tbody>
</table></div>`
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
<div class="scroll" role="region" aria-label="Deliveries" tabindex="0"><table>
<thead><tr><th scope="col">Event</th><th scope="col">State</th><th scope="col">From</th><th scope="col">To</th><th class="number" scope="col">Attempts</th><th class="number" scope="col">Took</th><th scope="col">Began</th></tr></thead>
<tbody>${deliveries.map((delivery) => {
    const last = delivery.attempts.at(-1)
    return html`<tr>
<td><a href="/deliveries/${delivery.id}">${delivery.event}</a></td>
<td>${stateOf(delivery)}${last?.problem === undefined ? '' : html`<p class="quiet">${last.problem}</p>`}</td>
<td>${delivery.from}</td>
<td>${delivery.to}</td>
<td class="number">${delivery.attempts.length}</td>
<td class="number">${last === undefined ? '–' : `${last.duration} ms`}</td>
<td>${timeOf(delivery.at)}</td>
</tr>`
  })}</tbody>
</table></div>`
}

function refusedSection(refused: readonly RefusedRequest[]): Html {
  return html`<h2 id="refused">Refused requests</h2>
<p class="quiet">These never became a delivery. The sender is told the code; the reason is told here only.</p>
<div class="scroll" role="region" aria-labelledby="refused" tabindex="0"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Reason</th><th scope="col">Path</th><th scope="col">Address</th><th scope="col">When</th></tr></thead>
<tbody>${refused.map(
    ({ code, reason, path, address, at }) => html`<tr>
<td><code>${code}</code></td><td>${reason}</td><td>${path}</td><td>${address}</td><td>${timeOf(at)}</td>
</tr>`,
  )}</tbody>
</table></div>`
}

function listenerSection(listeners: readonly ListenerConfig[]): Html {
  return html`<h2 id="listeners">Listeners</h2>
<p class="quiet">Who waits for which app event, and the variables of its example.</p>
<div class="scroll" role="region" aria-labelledby="listeners" tabindex="0"><table>
<thead><tr><th scope="col">Event</th><th scope="col">User</th><th scope="col">Flow</th><th scope="col">Variables</th></tr></thead>
<tbody>${listeners.map(
    ({ event, user, flowId, eventDataExample }) => html`<tr>
<td>${event}</td><td>${user}</td><td>${flowId ?? '–'}</td>
<td>${eventDataExample === undefined ? '–' : examplePaths(eventDataExample).join(', ')}</td>
</tr>`,
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
