import type { Connector, Search } from '@drawbridge/core'
import {
  asRecord,
  type BridgeContext,
  BridgeError,
  type CloseReason,
  type Connection,
  type Contract,
  type ContractEntries,
  checkName,
  createDeferred,
  createEmitter,
  createHandlers,
  createPeer,
  defaultLimits,
  FEATURES,
  isFinal,
  isName,
  type PageState,
  type Session,
  type UntypedEntries,
  type Wire,
  watchPage,
  wireKey,
} from '@drawbridge/core'
import { createAppEvents } from './app-events.js'
import { factsKey, type MiniappFacts } from './facts.js'
import { createRetries } from './retries.js'
import type { Miniapp, MiniappEvents, MiniappOptions, Status } from './types.js'

const FRAMED_MS = 12_000
const PLAIN_MS = 300

/** Joins the peer, the search for a host and the life of the page. */
export function createMiniappWith<E extends ContractEntries = UntypedEntries>(
  standardConnectors: readonly Connector[],
  options: MiniappOptions<E>,
): Miniapp<E> {
  const { appId, version, contract, hostOrigins } = options
  checkName('appId', appId)
  const about = { app: { id: appId, version }, hostOrigins }
  const connectors = [...standardConnectors, ...(options.connectors ?? [])]
  const emitter = createEmitter<MiniappEvents>()
  const handlers = createHandlers()

  let status: Status = 'connecting'
  let session: Session | undefined
  let context: BridgeContext = Object.freeze({})
  let connected = createDeferred<Session>()
  let isReady = false
  let searches: Search[] = []
  const retries = createRetries()
  let fallbackSearch: Search | undefined
  let giveUpTimer: ReturnType<typeof setTimeout> | undefined
  let searchedFrom = performance.now()
  /** How long the last search took, once it has come to something. */
  let searched: number | undefined
  /** Why there is no host. */
  let failure: BridgeError | undefined
  let unwatchPage = (): void => {}

  const peer = createPeer({
    handlers,
    contract: contract as Contract | undefined,
    limits: defaultLimits,
    error: (error) => emitter.emit('error', error),
    lateReply: (reply) => emitter.emit('late-reply', reply),
    lifecycle: (event) => emitter.emit('lifecycle', event),
    ended: onEnded,
    methods: {
      'bridge/context': (params) => setContext(asRecord(params.changed)),
      'bridge/capabilities': (params) => setCapabilities(params.granted),
    },
  })
  const join = options.appEvents?.join ?? createAppEvents
  const appEvents = join(
    peer,
    () => session,
    () => status,
  )

  function setStatus(next: Status): void {
    if (status === next) return
    status = next
    if (next !== 'disconnected') searched = performance.now() - searchedFrom
    emitter.emit('status', next)
    appEvents.resume()
  }

  function setContext(changed: BridgeContext): void {
    context = Object.freeze({ ...context, ...changed })
    emitter.emit('context', context)
  }

  function setCapabilities(granted: unknown): void {
    if (!session || !Array.isArray(granted)) return
    session = { ...session, capabilities: granted.filter((name) => isName(name)) }
    emitter.emit('session', session)
    appEvents.resume()
  }

  function onConnected(next: Session, connection: Connection, told: BridgeContext): void {
    // A host goes before the fallback, whenever it comes.
    if (fallbackSearch && peer.connection) stopFallback()
    if (peer.connection || status === 'closed') return connection.link.close('replaced')
    stopTimers()
    session = next
    failure = undefined
    // A promise that was rejected already cannot tell of a host that came late.
    if (status === 'unavailable') connected = createDeferred()
    peer.attach(options.fallback?.guard?.(next, connection) ?? connection)
    if (isReady) peer.notify('bridge/ready', '{}')
    context = Object.freeze({ ...told })
    setStatus('connected')
    connected.resolve(next)
    emitter.emit('session', next)
    emitter.emit('context', context)
  }

  function onEnded(reason: CloseReason): void {
    session = undefined
    connected = createDeferred()
    if (status === 'closed') return
    if (isFinal(reason)) {
      const text = `The host ended the connection (${reason})`
      return close(new BridgeError('DISCONNECTED', text), reason)
    }
    setStatus('disconnected')
    searchedFrom = performance.now()
    searched = undefined
    waitForHost()
    retries.later(searches)
  }

  function waitForHost(): void {
    const isLikely = connectors.some((connector) => connector.isLikely())
    const ms = options.connectTimeout ?? (isLikely ? FRAMED_MS : PLAIN_MS)
    giveUpTimer = setTimeout(() => {
      giveUp(
        noHost(
          isLikely
            ? `answered within ${ms} ms. diagnose() says why`
            : 'is around this page. Open it in a host app',
        ),
      )
    }, ms)
  }

  function stopFallback(): void {
    const search = fallbackSearch
    fallbackSearch = undefined
    search?.stop()
  }

  /** Ends the waiting; the search goes on, with the retry that is due, for new calls only. */
  function giveUp(error: BridgeError): void {
    clearTimeout(giveUpTimer)
    // Only for want of a host: one that refuses, or is not listed, is no reason to go round it.
    if (error.code === 'NO_HOST' && options.fallback && !fallbackSearch) {
      fallbackSearch = options.fallback.search(about, { connected: onConnected, failed: giveUp })
      return
    }
    failure = error
    connected.reject(error)
    peer.abandon(error)
    setStatus('unavailable')
  }

  function stopTimers(): void {
    clearTimeout(giveUpTimer)
    retries.stop()
  }

  function tellPageState(state: PageState): void {
    peer.notify('bridge/lifecycle', JSON.stringify({ state, cause: 'page' }))
    // A page that is about to be frozen has no later turn.
    peer.flush()
  }

  function onPageHide(event: PageTransitionEvent): void {
    // A page that may come back from the history keeps its port.
    if (event.persisted) return
    peer.flush()
    peer.end('unload')
  }

  function close(error: BridgeError, cause: string): void {
    if (status === 'closed') return
    stopTimers()
    status = 'closed'
    failure = error
    peer.flush()
    peer.end('closed')
    connected.reject(error)
    peer.abandon(error)
    appEvents.close(error)
    stopFallback()
    for (const search of searches) search.stop()
    unwatchPage()
    emitter.emit('status', 'closed')
    emitter.emit('lifecycle', { state: 'closed', cause, waitUntil() {} })
  }

  function start(): void {
    if (typeof window !== 'object' && !options.connectors?.length)
      return giveUp(noHost('can be here: this is not a browser'))
    if (typeof window === 'object') {
      const unwatchStates = watchPage(tellPageState)
      window.addEventListener('pagehide', onPageHide)
      unwatchPage = () => {
        unwatchStates()
        window.removeEventListener('pagehide', onPageHide)
      }
    }
    waitForHost()
    searches = connectors.map((connector, i) =>
      connector.search(about, {
        connected: onConnected,
        failed(error, final) {
          if (peer.connection || status === 'closed') return
          if (final || error.code === 'ORIGIN_NOT_ALLOWED') giveUp(error)
          else retries.later(searches.slice(i, i + 1))
        },
      }),
    )
  }

  start()

  const facts = (): MiniappFacts => ({
    appId,
    status,
    waited: searched ?? performance.now() - searchedFrom,
    error: failure,
    searches: connectors.map((connector, i) => ({
      name: connector.name,
      isLikely: connector.isLikely(),
      ...searches[i]?.facts?.(),
    })),
  })

  const miniapp: Miniapp & { [factsKey]: () => MiniappFacts; readonly [wireKey]: Wire } = {
    [factsKey]: facts,
    [wireKey]: peer.wire,
    get connected() {
      return connected.promise
    },
    get session() {
      return session
    },
    get status() {
      return status
    },
    get context() {
      return context
    },
    sendCustomEvent: peer.sendEvent,
    request: peer.request,
    onCustomEvent: handlers.add,
    sendAppEvent: appEvents.send,
    on: emitter.on,
    ready() {
      isReady = true
      peer.ready()
      peer.notify('bridge/ready', '{}')
    },
    supports(name) {
      if (!session) return false
      const { features, capabilities } = session
      if ((FEATURES as readonly string[]).includes(name)) return features.includes(name)
      return capabilities.includes(name) || capabilities.includes('*')
    },
    async requestCapabilities(names) {
      const params = JSON.stringify({ names })
      const answer = await peer.call('bridge/capabilities', 'capabilities', params)
      return answer as Record<string, 'granted' | 'denied' | 'unknown'>
    },
    close: () => close(new BridgeError('DISCONNECTED', 'The miniapp was closed'), 'closed'),
  }
  // The contract only narrows the types: at run time every type is a name.
  return miniapp as unknown as Miniapp<E>
}

function noHost(text: string): BridgeError {
  return new BridgeError('NO_HOST', `No host ${text}`)
}
