import { BridgeError, isBridgeError } from '@drawbridge/core/errors'
import { BODY_TIMEOUT_MS, MAX_BODY_BYTES, readBody } from './body.js'
import { encodeBase64, encodeText } from './bytes.js'
import { createEndpoint, known, safely } from './endpoint.js'
import { inTime } from './in-time.js'
import { checkPositive, type Receive, type ReceiveOptions } from './options.js'
import { parseBody } from './parse.js'
import { Refusal } from './refusal.js'
import { checkSecrets } from './secrets.js'
import { compileVerification } from './verify.js'

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
 * contract says, and errors in the JSON. Who does not gets 401, before the body is read.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for an empty secret or a wrong option.
 */
export function createBoxoReceiver(options: BoxoReceiverOptions): Receive {
  const { appId, scheme = 'Basic', user = appId, handlers, log = () => {} } = options
  const { workLimitMs = 8_000, maxBodyBytes = MAX_BODY_BYTES } = options
  const { bodyTimeoutMs = BODY_TIMEOUT_MS } = options
  checkPositive({ workLimitMs, maxBodyBytes, bodyTimeoutMs })
  const verification = {
    type: 'header-token',
    headerName: 'Authorization',
    secretKey: 'secretKey',
    prefix: `${scheme} `,
  } as const
  checkSecrets({ verification }, { config: { secretKey: options.secretKey } })
  const pairs = [options.secretKey].flat().map((key) => encodeText(`${user}:${key}`))
  const secrets = pairs.map(encodeBase64)
  const verify = compileVerification(verification)

  return createEndpoint({ ns, log, methods: ['POST'] }, async (request, facts) => {
    const { method, headers } = request
    if (method !== 'POST') throw new Refusal('wrong-method', method)
    await verify({ headers, body: new Uint8Array(0), now: Date.now() }, () => secrets)
    try {
      const bytes = await readBody(request, { maxBytes: maxBodyBytes, timeoutMs: bodyTimeoutMs })
      const event = readEvent(parseBody(bytes, headers.get('content-type')).value, appId)
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
    const work = (async () => handler(event, { signal: controller.signal }))()
    const result = await inTime(work, workLimitMs, () => {
      const late = new BridgeError('EVENT_DELIVERY_FAILED', 'The receiver took too long. Try later')
      controller.abort(late)
      return late
    })
    // A function or a symbol has no JSON.
    return JSON.stringify(result ?? {}) ?? '{}'
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
  if (error instanceof Refusal && error.reason !== 'body-consumed')
    return {
      error_code: 'INVALID_EVENT_DATA',
      error_message: `The body cannot be used: ${error.message}. Send a JSON object`,
    }
  return {
    error_code: 'EVENT_DELIVERY_FAILED',
    error_message: 'The receiver failed. Look the reference up in its log',
    reference,
  }
}
