import { BridgeError, type CloseReason } from './errors.js'
import { defaultLimits, type Limits } from './limits.js'
import type { Link } from './link.js'
import {
  asRecord,
  encodeError,
  encodeReply,
  encodeRequest,
  FEATURES,
  isName,
  type Params,
  PROTOCOL,
  parseMessage,
  reasonOf,
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
  readonly outcomes: {
    readonly ttl: number
    readonly durable: boolean
    /** Names where they are kept, if others keep theirs in the same place. */
    readonly store?: string | undefined
  }
  readonly context: BridgeContext
}

/** One connection between two documents, as the miniapp sees it. */
export interface Session extends Omit<ConnectResult, 'session' | 'context'> {
  readonly id: string
  readonly transport: string
}

const SILENTLY = { silent: true }
const sdk = 'drawbridge-js'
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
      if (!message) return
      if (message.method === 'bridge/close') link.close(reasonOf(message.params), SILENTLY)
      if (message.method !== undefined) return
      refusal = message.error
      if (refusal) return link.close('refused', SILENTLY)
      const { session: id, context, ...rest } = readAnswer(message.result)
      if (!isName(id)) return link.close('protocol')
      const { features, limits } = rest
      connected({ id, transport: link.transport, ...rest }, { link, features, limits }, context)
    },
    closed(reason) {
      const why = `The host ended the handshake (${reason})`
      failed(
        refusal ??
          new BridgeError('DISCONNECTED', why, {
            stage: 'queued',
            retryable: true,
          }),
      )
    },
  })
  const params: ConnectParams = { protocol: PROTOCOL, app, sdk, features: miniappFeatures }
  link.send({ text: encodeRequest(0, 'bridge/connect', JSON.stringify(params)) })
}

/** A native host may leave fields out; each has a safe reading. */
function readAnswer(result: unknown): Omit<ConnectResult, 'session'> & { session: unknown } {
  const { session, host, features, capabilities, limits, outcomes, context } = asRecord(result)
  const { name, version, platform } = asRecord(host)
  const { ttl, durable, store } = asRecord(outcomes)
  const offered = names(features)
  const told = asRecord(limits)
  return {
    session,
    host: {
      name: text(name),
      ...(isName(version) && { version }),
      platform: text(platform),
    },
    features: FEATURES.filter((feature) => offered.includes(feature)),
    capabilities: names(capabilities),
    limits: Object.fromEntries(
      Object.entries(defaultLimits).map(([limit, standard]) => [
        limit,
        positive(told[limit], standard),
      ]),
    ) as unknown as Limits,
    outcomes: {
      ttl: positive(ttl, 0),
      durable: durable === true,
      store: isName(store) ? store : undefined,
    },
    context: asRecord(context),
  }
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
      const { id } = message ?? {}
      const params = message?.method === 'bridge/connect' && readConnect(message.params)
      if (!params || id === undefined) return link.close('protocol')
      if (params.protocol !== PROTOCOL) {
        const why = `This host speaks protocol ${PROTOCOL}, not ${params.protocol}`
        link.send({ text: encodeError(id, new BridgeError('PROTOCOL_MISMATCH', why)) })
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

function readConnect({ protocol, app, sdk: told, features }: Params): ConnectParams | undefined {
  const { id, version } = asRecord(app)
  if (!isName(id)) return
  return {
    protocol: typeof protocol === 'number' ? protocol : 0,
    app: { id, version: isName(version) ? version : undefined },
    sdk: text(told),
    features: names(features),
  }
}
