import {
  acceptConnect,
  type BridgeContext,
  BridgeError,
  type CloseReason,
  type Connection,
  type ConnectParams,
  type ConnectResult,
  type Contract,
  createDeferred,
  createHandlers,
  createId,
  createPeer,
  encodeJson,
  FEATURES,
  type Handlers,
  type Incoming,
  inNextTurn,
  isFinal,
  isName,
  type Limits,
  type Params,
  type Run,
} from '@drawbridge/core'
import type { Link } from '@drawbridge/core/link'
import type { Capabilities } from './capabilities.js'
import { createEvents } from './events.js'
import { createFrame } from './frame.js'
import { createHandshake } from './handshake.js'
import { OUTCOME_TTL_MS, type Outcomes } from './outcomes.js'
import type { AppEvents, AppStatus, HostSession, MountedMiniapp, MountOptions } from './types.js'

const CONNECT_MS = 30_000
/** A document that does not answer a ping for so long after its `load` is not the miniapp any more. */
const PONG_MS = 10_000

/** What the mounted miniapps of one host share. */
export interface Shared {
  readonly name: string
  readonly version: string | undefined
  readonly contract: Contract | undefined
  readonly handlers: Handlers
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly outcomes: Outcomes
  readonly exposeErrors: boolean
  readonly onAppEvent: (params: Params, incoming: Incoming, miniapp: MountedMiniapp) => unknown
  readonly error: (error: BridgeError) => void
  readonly unmounted: (mounted: Mounted) => void
}

export interface Mounted {
  readonly miniapp: MountedMiniapp
  /** Takes the message if its source is this frame. */
  onMessage(event: MessageEvent): boolean
}

/** One miniapp in one frame, over all the documents and sessions that the frame sees. */
export function mountMiniapp(shared: Shared, container: Element, options: MountOptions): Mounted {
  const { appId, partition = '' } = options
  if (!isName(appId))
    throw new BridgeError('INVALID_PAYLOAD', 'appId must be a text of 1 to 256 characters')
  const frame = createFrame(container, options)
  const { iframe } = frame
  // Two frames without an origin are strangers, though the browser calls both 'null'.
  const ownScope = createId()

  const events = createEvents<AppEvents>()
  const handlers = createHandlers(shared.handlers)
  let status: AppStatus = 'connecting'
  let session: HostSession | undefined
  let connected = createDeferred<HostSession>()
  let context: BridgeContext = options.context ?? {}
  /** Welcomed, and not yet connected. */
  let candidate: Link | undefined
  let connectTimer: ReturnType<typeof setTimeout> | undefined

  function onError(error: BridgeError): void {
    events.emit('error', error)
    shared.error(error)
  }

  function setStatus(next: AppStatus): void {
    if (status === next) return
    status = next
    events.emit('status', next)
  }

  /** Keyed requests run once for the same app, origin, partition, type and key. */
  async function invoke(incoming: Incoming, run: Run): Promise<string> {
    const { type, key, payload } = incoming
    if (key === undefined || !session) return run(incoming.signal, incoming.progress)
    const origin = session.origin === 'null' ? ownScope : session.origin
    const scope = JSON.stringify([origin, partition, type, key])
    if (type !== 'appEvent') return (await shared.outcomes.run(appId, scope, incoming, run)).result
    const { event, data } = payload as Params
    const plain = { ...incoming, payload: { event, data } }
    const { isRepeat } = await shared.outcomes.run(appId, scope, plain, run)
    return isRepeat ? '{"duplicate":true}' : '{}'
  }

  const peer = createPeer({
    handlers,
    contract: shared.contract,
    limits: shared.limits,
    exposeErrors: shared.exposeErrors,
    allows: shared.capabilities.allows,
    invoke,
    context: {
      get miniapp() {
        return miniapp
      },
    },
    error: onError,
    lateReply: (reply) => events.emit('late-reply', reply),
    ended: onEnded,
    methods: {
      appEvent: (params, incoming) => incoming && shared.onAppEvent(params, incoming, miniapp),
      'bridge/capabilities': (params) => shared.capabilities.answer(params.names, handlers),
    },
  })

  const handshake = createHandshake(frame, shared.limits.messageBytes, {
    newDocument() {
      const old = candidate
      candidate = undefined
      old?.close('replaced', { silent: true })
      peer.end('reload', { silent: true })
    },
    welcomed(link, origin) {
      candidate = link
      acceptConnect(
        link,
        answerConnect,
        (connection, params, result) => onConnected(connection, params, result, origin),
        () => {
          if (candidate === link) candidate = undefined
        },
      )
    },
    refused: onError,
  })

  function answerConnect(): ConnectResult {
    const { name, version, capabilities, limits, outcomes } = shared
    return {
      session: createId(),
      host: { name, ...(version !== undefined && { version }), platform: 'web' },
      features: FEATURES,
      capabilities: capabilities.granted(),
      limits,
      outcomes: { ttl: OUTCOME_TTL_MS, durable: outcomes.durable },
      context,
    }
  }

  function onConnected(
    connection: Connection,
    params: ConnectParams,
    result: ConnectResult,
    origin: string,
  ): void {
    candidate = undefined
    clearTimeout(connectTimer)
    session = {
      id: result.session,
      app: { id: appId, version: params.app.version },
      origin,
      features: connection.features,
      transport: connection.link.transport,
    }
    if (status === 'unavailable') connected = createDeferred()
    peer.attach(connection)
    setStatus('connected')
    connected.resolve(session)
    events.emit('session', session)
  }

  function onEnded(reason: CloseReason): void {
    session = undefined
    connected = createDeferred()
    if (status === 'unmounted') return
    setStatus('disconnected')
    if (isFinal(reason)) {
      const error = new BridgeError('DISCONNECTED', `The miniapp is gone for good (${reason})`)
      connected.reject(error)
      peer.abandon(error)
    } else waitForMiniapp()
  }

  function waitForMiniapp(): void {
    const ms = options.connectTimeout ?? CONNECT_MS
    clearTimeout(connectTimer)
    connectTimer = setTimeout(() => {
      const text = `The miniapp "${appId}" at ${frame.url} did not connect within ${ms} ms. Does it call createMiniapp with hostOrigins that list ${location.origin}?`
      const error = new BridgeError('TIMEOUT', text)
      connected.reject(error)
      peer.abandon(error)
      setStatus('unavailable')
    }, ms)
  }

  /** Another document may have come: one that is not the miniapp does not answer. */
  function onLoad(): void {
    handshake.knock()
    const { connection } = peer
    if (!connection) return
    peer.call('bridge/ping', 'bridge/ping', '{}', { timeout: PONG_MS, urgent: true }).catch(() => {
      if (peer.connection === connection) peer.end('lost')
    })
  }

  function unmount(): void {
    if (status === 'unmounted') return
    clearTimeout(connectTimer)
    iframe.removeEventListener('load', onLoad)
    candidate?.close('unmounted')
    peer.flush()
    status = 'unmounted'
    peer.end('unmounted')
    const error = new BridgeError('DISCONNECTED', `The miniapp "${appId}" was unmounted`)
    connected.reject(error)
    peer.abandon(error)
    iframe.remove()
    shared.unmounted(mounted)
    events.emit('status', 'unmounted')
  }

  const miniapp: MountedMiniapp = {
    appId,
    iframe,
    get connected() {
      return connected.promise
    },
    get session() {
      return session
    },
    get status() {
      return status
    },
    sendCustomEvent: peer.sendEvent,
    request: peer.request,
    onCustomEvent: handlers.add as MountedMiniapp['onCustomEvent'],
    setContext(changed) {
      const text = encodeJson(changed, 'context')
      context = { ...context, ...(JSON.parse(text) as BridgeContext) }
      peer.notify('bridge/context', `{"changed":${text}}`)
    },
    on: events.on,
    tap: peer.tap,
    unmount,
  }
  const mounted: Mounted = {
    miniapp,
    onMessage(event) {
      // Read now: a frame that is moved in the page gets another window.
      if (event.source === null || event.source !== iframe.contentWindow) return false
      handshake.onMessage(event)
      return true
    },
  }

  iframe.addEventListener('load', onLoad)
  iframe.src = frame.url
  container.append(iframe)
  handshake.knock()
  waitForMiniapp()
  inNextTurn(peer.ready)
  return mounted
}
