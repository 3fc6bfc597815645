import { BridgeError, type CloseReason } from './errors.js'
import { defaultLimits, type Limits } from './limits.js'
import type { Link } from './link.js'
import {
  encodeError,
  encodeReply,
  encodeRequest,
  FEATURES,
  isName,
  isRecord,
  type Params,
  PROTOCOL,
  parseMessage,
} from './messages.js'
import type { Connection } from './peer.js'

/** Values that the host tells its miniapp, now and whenever they change: locale, theme, launch … */
export type BridgeContext = { readonly [name: string]: unknown }

/** `params` of `bridge/connect`: who asks, and what it can do. */
export interface ConnectParams {
  readonly protocol: number
  readonly app: { readonly id: string; readonly version?: string | undefined }
  readonly sdk: string
  readonly features: readonly string[]
}

/** `result` of `bridge/connect`. */
export interface ConnectResult {
  readonly session: string
  readonly host: { readonly name: string; readonly version?: string; readonly platform: string }
  readonly features: readonly string[]
  /** Event types, and `appEvent`, that the miniapp may use; `*` stands for all. */
  readonly capabilities: readonly string[]
  readonly limits: Limits
  /** What the host does with keyed requests: for how long (ms), and whether beyond its own document. */
  readonly outcomes: { readonly ttl: number; readonly durable: boolean }
  readonly context: BridgeContext
}

/** One connection between two documents, as the miniapp sees it. */
export interface Session extends Omit<ConnectResult, 'session' | 'context'> {
  readonly id: string
  readonly transport: string
}

const sdk = 'drawbridge-js'
const none: Params = {}
/** Only a host keeps outcomes: a keyed request to a miniapp may run twice. */
const miniappFeatures = FEATURES.filter((feature) => feature !== 'keys')

export interface AskOutcome {
  connected(session: Session, connection: Connection, context: BridgeContext): void
  failed(error: BridgeError): void
}

/**
 * The miniapp's side: asks with `bridge/connect` alone in the first packet. `connected` is called in the
 * turn of the answer, so that a receiver set in it misses nothing.
 */
export function askToConnect(
  link: Link,
  app: { readonly id: string; readonly version?: string | undefined },
  { connected, failed }: AskOutcome,
): void {
  let refusal: BridgeError | undefined
  link.listen({
    message(value) {
      const message = parseMessage(value)
      if (message?.kind === 'error') {
        refusal = message.error
        link.close('refused', { silent: true })
      } else if (message?.kind === 'reply') {
        const answer = readAnswer(message.result)
        if (!answer) return link.close('protocol')
        const { session: id, context, ...rest } = answer
        connected(
          { id, transport: link.transport, ...rest },
          { link, features: rest.features, limits: rest.limits },
          context,
        )
      } else if (message?.kind === 'notification' && message.method === 'bridge/close')
        link.close(String(message.params.reason), { silent: true })
    },
    closed: (reason) => failed(refusal ?? notConnected(reason)),
  })
  const params: ConnectParams = { protocol: PROTOCOL, app, sdk, features: miniappFeatures }
  link.send({ text: encodeRequest(0, 'bridge/connect', JSON.stringify(params)) })
}

function notConnected(reason: CloseReason): BridgeError {
  return new BridgeError('DISCONNECTED', `The host ended the handshake (${reason})`, {
    stage: 'queued',
    retryable: true,
  })
}

/** A native host may leave fields out; each has a safe reading. */
function readAnswer(result: unknown): ConnectResult | undefined {
  if (!isRecord(result) || !isName(result.session)) return
  const host = isRecord(result.host) ? result.host : none
  const limits = isRecord(result.limits) ? result.limits : none
  const outcomes = isRecord(result.outcomes) ? result.outcomes : none
  const offered = names(result.features)
  return {
    session: result.session,
    host: {
      name: text(host.name),
      ...(isName(host.version) && { version: host.version }),
      platform: text(host.platform),
    },
    features: FEATURES.filter((feature) => offered.includes(feature)),
    capabilities: names(result.capabilities),
    limits: readLimits(limits),
    outcomes: { ttl: positive(outcomes.ttl, 0), durable: outcomes.durable === true },
    context: isRecord(result.context) ? result.context : none,
  }
}

/** What is missing, or is no limit, has its default. */
function readLimits(told: Params): Limits {
  const read = { ...defaultLimits } as { -readonly [N in keyof Limits]: number }
  for (const name of Object.keys(read) as (keyof Limits)[])
    read[name] = positive(told[name], read[name])
  return read
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name): name is string => isName(name)) : []
}

function text(value: unknown): string {
  return isName(value) ? value : 'unknown'
}

function positive(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise
}

/**
 * The host's side: waits for `bridge/connect`, answers it in a packet of its own, and hands the link over
 * in the same turn. Anything else that comes first ends the link.
 */
export function acceptConnect(
  link: Link,
  answer: (params: ConnectParams) => ConnectResult,
  connected: (connection: Connection, params: ConnectParams, result: ConnectResult) => void,
  closed: (reason: CloseReason) => void,
): void {
  link.listen({
    message(value) {
      const message = parseMessage(value)
      const params = message?.kind === 'request' && readConnect(message.method, message.params)
      if (!params) return link.close('protocol')
      const { id } = message
      if (params.protocol !== PROTOCOL) {
        const text = `This host speaks protocol ${PROTOCOL}, not ${params.protocol}`
        link.send({ text: encodeError(id, new BridgeError('PROTOCOL_MISMATCH', text)) })
        link.flush()
        return link.close('version')
      }
      const result = answer(params)
      link.send({ text: encodeReply(id, JSON.stringify(result)) })
      link.flush()
      const features = result.features.filter((feature) => params.features.includes(feature))
      connected({ link, features, limits: defaultLimits }, params, result)
    },
    closed,
  })
}

function readConnect(method: string, params: Params): ConnectParams | undefined {
  const app = isRecord(params.app) ? params.app : none
  if (method !== 'bridge/connect' || !isName(app.id)) return
  return {
    protocol: typeof params.protocol === 'number' ? params.protocol : 0,
    app: { id: app.id, version: isName(app.version) ? app.version : undefined },
    sdk: text(params.sdk),
    features: names(params.features),
  }
}
