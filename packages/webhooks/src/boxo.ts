import { BridgeError, isBridgeError } from '@drawbridge/core/errors'
import { encodeBase64, encodeText } from './bytes.js'
import { createEndpoint, known, safely } from './endpoint.js'
import type { Receive, ReceiveOptions } from './options.js'
import { createReception } from './reception.js'
import { Refusal } from './refusal.js'
import { checkSecrets } from './secrets.js'

/** An event that Boxo's Event Bridge forwards from a host app. */
export interface BoxoEvent {
  readonly appId: string
  readonly clientId: string
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** Gives what the host app gets: any JSON. A `BridgeError` reaches it as `error_code` and `error_message`. */
export type BoxoHandler = (event: BoxoEvent, context: { readonly signal: AbortSignal }) => unknown

export interface BoxoReceiverOptions extends Omit<ReceiveOptions, 'ns'> {
  readonly appId: string
  /** Of the dashboard; a list holds the old and the new one. */
  readonly secretKey: string | readonly string[]
  /** The word before the credentials. Newer pages of Boxo have `Token`. @default 'Basic' */
  readonly scheme?: string
  /** What stands before the colon. Newer pages of Boxo have the client id of the host app. @default appId */
  readonly user?: string
  /** By event type; `*` takes those that have none of their own. */
  readonly handlers: Readonly<Record<string, BoxoHandler>>
  /** How long the answer waits for the handler. @default 8_000 */
  readonly workLimitMs?: number
}

const ns = 'boxo'

/**
 * Makes the endpoint that receives events of Boxo's Event Bridge: who knows the secret gets 200 in all cases, as its
 * contract says, and errors in the JSON.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for an empty secret.
 */
export function createBoxoReceiver(options: BoxoReceiverOptions): Receive {
  const { appId, scheme = 'Basic', user = appId, handlers, log = () => {} } = options
  const { workLimitMs = 8_000 } = options
  const verification = {
    type: 'header-token',
    headerName: 'Authorization',
    secretKey: 'secretKey',
    prefix: `${scheme} `,
  } as const
  checkSecrets({ verification }, { config: { secretKey: options.secretKey } })
  const pairs = [options.secretKey].flat().map((key) => encodeText(`${user}:${key}`))
  const receive = createReception(
    { verification },
    { ...options, ns, config: { secretKey: pairs.map(encodeBase64) } },
  )

  return createEndpoint({ ns, log, methods: ['POST'] }, async (request, facts) => {
    const received = await receive(request, facts)
    if (received instanceof Response) return received
    try {
      const event = readEvent(received.parse().value, appId)
      facts.event = event.type
      const json = await reply(event)
      safely(log, { level: 'info', reason: 'accepted', ns, status: 200, ...known(facts) })
      return answer(json)
    } catch (error) {
      const reference = crypto.randomUUID()
      const entry = { reason: 'work-failed', ns, status: 200, ...known(facts), error } as const
      safely(log, { level: 'error', ...entry, detail: `reference ${reference}` })
      return answer(JSON.stringify(describe(error, reference)))
    }
  })

  async function reply(event: BoxoEvent): Promise<string> {
    const handler = Object.hasOwn(handlers, event.type) ? handlers[event.type] : handlers['*']
    if (!handler)
      throw new BridgeError(
        'NO_HANDLER',
        `Nothing handles event_type "${event.type}". Add a handler`,
      )
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const late = new BridgeError(
          'EVENT_DELIVERY_FAILED',
          'The receiver took too long. Try later',
        )
        controller.abort(late)
        reject(late)
      }, workLimitMs)
    })
    const work = (async () => handler(event, { signal: controller.signal }))()
    const result = await Promise.race([work, limit]).finally(() => clearTimeout(timer))
    return JSON.stringify(result ?? {})
  }
}

function answer(json: string): Response {
  return new Response(json, { headers: { 'content-type': 'application/json; charset=utf-8' } })
}

function readEvent(body: unknown, ours: string): BoxoEvent {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const text = (name: string): string => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (typeof value === 'string' && value !== '') return value
    throw invalid(name, 'a text')
  }
  const [appId, clientId, type] = [text('app_id'), text('client_id'), text('event_type')]
  if (appId !== ours) throw invalid('app_id', `"${ours}"`)
  const payload = Object.hasOwn(fields, 'payload') ? fields.payload : undefined
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw invalid('payload', 'an object')
  return { appId, clientId, type, payload: payload as Record<string, unknown> }
}

function invalid(field: string, shape: string): BridgeError {
  return new BridgeError('INVALID_EVENT_DATA', `The field ${field} is wrong. Send ${shape}`, {
    data: { path: field },
  })
}

/** What the host app may know: the words of a `BridgeError`, of anything else only where to look it up. */
function describe(error: unknown, reference: string): object {
  if (isBridgeError(error)) return { error_code: error.code, error_message: error.message }
  if (error instanceof Refusal)
    return {
      error_code: 'INVALID_EVENT_DATA',
      error_message: 'The body is not JSON. Send an object',
    }
  return {
    error_code: 'EVENT_DELIVERY_FAILED',
    error_message: 'The receiver failed. Look the reference up in its log',
    reference,
  }
}
