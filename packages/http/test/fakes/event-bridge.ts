import { createHmac } from 'node:crypto'
import { type Received, type Reply, type Served, serve } from './serve.js'

export interface FakeEventBridgeOptions {
  /** What the receiver answers with status 200. */
  readonly reply?: unknown
  /** Every event is refused so. */
  readonly errorCode?: string
  /** Of host apps. @default 'Token' */
  readonly prefix?: string
  /** Miniapps are known by their signature instead of their address: hex HMAC-SHA256 of the body. */
  readonly signingSecret?: string
  /** Where events for the miniapp go. */
  readonly receiver?: { readonly url: string; readonly appId: string; readonly secretKey: string }
}

/** The host app that it knows. */
export const superApp = { clientId: 'super-app', secretKey: 'host-secret' }

/** A platform that behaves as the Event Bridge's documentation says, and is written from that alone. */
export function fakeEventBridge(options: FakeEventBridgeOptions = {}): Promise<Served> {
  return serve(async (request) => {
    const { method, path } = request
    if (method !== 'POST') return { status: 405 }
    if (path === '/api/v1/event-bridge/miniapp/') return fromMiniapp(request, options)
    if (path === '/api/v1/event-bridge/hostapp/') return fromHost(request, options)
    return { status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>Not found</h1>' }
  })
}

function fromMiniapp(request: Received, options: FakeEventBridgeOptions): Reply {
  const problem = problemOf(request.body)
  if (problem) return refuse('INVALID_EVENT_DATA', problem)
  const { signingSecret, errorCode, reply = { ok: true } } = options
  if (signingSecret !== undefined) {
    const expected = createHmac('sha256', signingSecret).update(request.body).digest('hex')
    if (request.headers['x-signature'] !== expected)
      return refuse('UNAUTHORIZED', 'wrong signature')
  }
  return errorCode ? refuse(errorCode, `because of ${errorCode}`) : { body: reply }
}

async function fromHost(request: Received, options: FakeEventBridgeOptions): Promise<Reply> {
  const problem = problemOf(request.body)
  if (problem) return refuse('INVALID_EVENT_DATA', problem)
  const { prefix = 'Token', receiver } = options
  const pair = Buffer.from(`${superApp.clientId}:${superApp.secretKey}`).toString('base64')
  if (request.headers.authorization !== `${prefix} ${pair}`)
    return refuse('UNAUTHORIZED', 'unknown host app')
  if (!receiver) return refuse('EVENT_RECEIVER_DISABLED', 'the miniapp has no receiver')
  const basic = Buffer.from(`${receiver.appId}:${receiver.secretKey}`).toString('base64')
  const answer = await fetch(receiver.url, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}`, 'Content-Type': 'application/json' },
    body: request.body,
  })
  if (answer.status !== 200)
    return refuse('EVENT_DELIVERY_FAILED', `the receiver answered ${answer.status}`)
  return { body: await answer.text() }
}

function problemOf(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    for (const field of ['app_id', 'client_id', 'event_type'])
      if (typeof body[field] !== 'string') return `${field} is no string`
    const { payload } = body
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      return 'payload is no object'
    return
  } catch {
    return 'the body is no JSON'
  }
}

function refuse(code: string, message: string): Reply {
  return { status: 400, body: { error_code: code, error_message: message } }
}
