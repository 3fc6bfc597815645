import {
  acceptConnect,
  asRecord,
  BridgeError,
  type CloseReason,
  type Connection,
  type ConnectParams,
  type ConnectResult,
  checkName,
  createDeferred,
  createHandlers,
  createId,
  createIntake,
  createPeer,
  FEATURES,
  inNextTurn,
  isFinal,
  type LifecycleEvent,
  type Params,
  type Wire,
  watchPage,
  wireKey,
} from '@drawbridge/core'
import type { Link } from '@drawbridge/core/link'
import { createCapabilities } from './capabilities.js'
import { plainContext } from './context.js'
import { createEvents } from './events.js'
import { keyedRequests } from './keyed-requests.js'
import { OUTCOME_TTL_MS } from './outcomes.js'
import type { HostedApp, Place, Shared } from './place.js'
import type { App, AppEvents, AppOptions, AppStatus, HostSession } from './types.js'

const CONNECT_MS = 30_000
const CLOSING_MS = 3_000
/** A document that does not answer a ping for so long is not the miniapp any more. */
const PONG_MS = 10_000

/** One miniapp over all its documents and sessions, wherever it runs. */
export function createApp<A extends App>(
  shared: Shared,
  options: AppOptions,
  place: Place<A>,
): HostedApp {
  const { appId, partition = '' } = options
  checkName('appId', appId)

  const events = createEvents<AppEvents>()
  const handlers = createHandlers(shared.handlers)
  const capabilities = createCapabilities(shared.capabilities)
  let status: AppStatus = 'connecting'
  let session: HostSession | undefined
  let connected = createDeferred<HostSession>()
  let context = plainContext(options.context)
  /** Welcomed, and not yet connected. */
  let candidate: Link | undefined
  let connectTimer: ReturnType<typeof setTimeout> | undefined
  let isVisible = true
  let floods = 0
  /** `connected` was rejected, and cannot tell of a document that comes later. */
  let isGivenUp = false

  function onError(error: BridgeError): void {
    events.emit('error', error)
    shared.error(error)
  }

  function setStatus(next: AppStatus): void {
    if (status === next) return
    status = next
    events.emit('status', next)
  }

  /** @throws {BridgeError} what refuses an app event before it runs. */
  const takeAppEvent: Shared['takeAppEvent'] = (params, key) => {
    if (!capabilities.allows('appEvent'))
      throw new BridgeError('NOT_ALLOWED', 'The host does not allow "appEvent"')
    return shared.takeAppEvent(params, key)
  }

  const runOnce = keyedRequests(shared.outcomes, appId, partition, () => session?.origin)

  function tellCapabilities(): void {
    peer.notify('bridge/capabilities', JSON.stringify({ granted: capabilities.granted() }))
  }

  async function onAskedFor({ names }: Params): Promise<unknown> {
    const decide = shared.decideCapabilities
    const before = capabilities.granted().length
    const answer = await capabilities.answer(
      names,
      handlers,
      decide && ((open) => decide(open, { miniapp: place.miniapp() })),
    )
    if (capabilities.granted().length !== before) tellCapabilities()
    return answer
  }

  const peer = createPeer({
    handlers,
    contract: shared.contract,
    limits: shared.limits,
    exposeErrors: shared.exposeErrors,
    allows: capabilities.allows,
    invoke(incoming, run) {
      // Here, since a refusal is no outcome of the key: it may be granted, or get a handler, later.
      if (incoming.type === 'appEvent') takeAppEvent(asRecord(incoming.payload), incoming.key)
      return runOnce(incoming, run)
    },
    intake: (hooks) => createIntake(shared.limits, hooks),
    context: {
      get miniapp() {
        return place.miniapp()
      },
    },
    error: onError,
    lateReply: (reply) => events.emit('late-reply', reply),
    lifecycle: (event) => events.emit('lifecycle', event),
    ended: onEnded,
    methods: {
      appEvent: (params, handling) =>
        handling && takeAppEvent(params, handling.key)(place.miniapp()),
      'bridge/capabilities': onAskedFor,
    },
  })

  function answerConnect(): ConnectResult {
    const { name, version, limits, outcomes } = shared
    return {
      session: createId(),
      host: { name, ...(version !== undefined && { version }), platform: place.platform },
      features: FEATURES,
      capabilities: capabilities.granted(),
      limits,
      outcomes: { ttl: OUTCOME_TTL_MS, durable: outcomes.durable, store: outcomes.store },
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
    if (isGivenUp) connected = createDeferred()
    isGivenUp = false
    peer.attach(connection)
    if (!isVisible) tellLifecycle('hidden', 'host')
    setStatus('connected')
    connected.resolve(session)
    events.emit('session', session)
  }

  function onEnded(reason: CloseReason): void {
    session = undefined
    connected = createDeferred()
    if (status === 'unmounted') return
    setStatus('disconnected')
    if (!isFinal(reason)) return waitForMiniapp()
    giveUp(new BridgeError('DISCONNECTED', `The miniapp is gone for good (${reason})`))
    if (reason !== 'flood') return
    onError(
      new BridgeError('RATE_LIMITED', `"${appId}" sent far more than the limits allow`, {
        data: { flood: ++floods },
      }),
    )
    // It came back with another document and did the same again.
    if (floods > 1) unmount()
  }

  function giveUp(error: BridgeError): void {
    isGivenUp = true
    connected.reject(error)
    peer.abandon(error)
  }

  function waitForMiniapp(): void {
    const ms = options.connectTimeout ?? CONNECT_MS
    clearTimeout(connectTimer)
    connectTimer = setTimeout(() => {
      const text = `The miniapp "${appId}" ${place.described} did not connect within ${ms} ms. ${place.remedy}`
      giveUp(new BridgeError('TIMEOUT', text))
      setStatus('unavailable')
    }, ms)
  }

  function tellLifecycle(state: LifecycleEvent['state'], cause: string): void {
    peer.notify('bridge/lifecycle', JSON.stringify({ state, cause }))
  }

  const unwatchPage = watchPage((state) => {
    if (isVisible || state === 'frozen' || state === 'resumed') tellLifecycle(state, 'page')
  })

  function unmount(): void {
    if (status === 'unmounted') return
    clearTimeout(connectTimer)
    unwatchPage()
    candidate?.close('unmounted')
    peer.flush()
    status = 'unmounted'
    peer.end('unmounted')
    handlers.release()
    giveUp(new BridgeError('DISCONNECTED', `The miniapp "${appId}" was unmounted`))
    place.removed()
    events.emit('status', 'unmounted')
    events.emit('lifecycle', { state: 'closed', cause: 'unmounted', waitUntil() {} })
  }

  const app: App & { readonly [wireKey]: Wire } = {
    [wireKey]: peer.wire,
    appId,
    get connected() {
      return connected.promise
    },
    get session() {
      return session
    },
    get status() {
      return status
    },
    get capabilities() {
      return capabilities.granted()
    },
    sendCustomEvent: peer.sendEvent,
    request: peer.request,
    onCustomEvent: handlers.add as App['onCustomEvent'],
    setContext(changed) {
      const plain = plainContext(changed)
      context = { ...context, ...plain }
      peer.notify('bridge/context', JSON.stringify({ changed: plain }))
    },
    grant(names) {
      if (capabilities.grant(names)) tellCapabilities()
    },
    revoke(names) {
      if (capabilities.revoke(names)) tellCapabilities()
    },
    setVisible(visible) {
      if (visible === isVisible) return
      isVisible = visible
      tellLifecycle(visible ? 'visible' : 'hidden', 'host')
    },
    on: events.on,
    async close({ reason = 'closed', timeout = CLOSING_MS } = {}) {
      const params = JSON.stringify({ reason })
      const bounds = { timeout, deadline: timeout, urgent: true }
      if (peer.connection)
        // However it answers: it was given the time.
        await peer.call('bridge/closing', 'bridge/closing', params, bounds).catch(() => {})
      unmount()
    },
    unmount,
  }

  waitForMiniapp()
  inNextTurn(peer.ready)
  return {
    app,
    accept(link, origin) {
      if (status === 'unmounted') return link.close('unmounted')
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
    answers: (type) => handlers.find(type) !== undefined,
    isTaken: () => candidate !== undefined || peer.connection !== undefined,
    newDocument() {
      const old = candidate
      candidate = undefined
      old?.close('replaced', { silent: true })
      peer.end('reload', { silent: true })
    },
    probe() {
      const { connection } = peer
      if (!connection) return
      const bounds = { timeout: PONG_MS, urgent: true }
      peer.call('bridge/ping', 'bridge/ping', '{}', bounds).catch(() => {
        if (peer.connection === connection) peer.end('lost')
      })
    },
    fail: onError,
  }
}
