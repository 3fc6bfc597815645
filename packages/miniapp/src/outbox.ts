import {
  appEventParams,
  asRecord,
  BridgeError,
  isBridgeError,
  type Off,
  type Peer,
  type Session,
} from '@drawbridge/core'
import {
  type Attempt,
  createOutbox,
  createSinkEvents,
  type Delivered,
  type OutboxControls,
  type OutboxSettings,
  readSubject,
  type SinkEvent,
  type SinkSettings,
  type StoredEvent,
  watchOutboxPage,
} from '@drawbridge/core/outbox'
import type { AppEventKeeper, Delivery } from './app-events.js'

export type {
  DeadLetter,
  OutboxControls,
  OutboxSettings,
  OutboxStatus,
  SinkEvent,
  SinkSettings,
} from '@drawbridge/core/outbox'

export interface MiniappOutboxOptions extends OutboxSettings, SinkSettings {
  /**
   * Where events go without a host that takes them: a function that sends one and resolves when it was taken. A
   * `BridgeError` says whether it is worth another attempt, as those of `@drawbridge/http` do; anything else that is
   * thrown means that nobody knows. Without a sink events wait for a host.
   */
  readonly sink?: ((event: SinkEvent) => Promise<unknown>) | undefined
  /** The receiver behind the sink does the work of one key once; receipts tell it. @default false */
  readonly once?: boolean | undefined
  /**
   * Where the receiver behind the sink keeps outcomes. An event that was sent over the bridge and got no answer goes to
   * the sink only if the host announced the same store, and the other way round.
   */
  readonly outcomes?: { readonly store: string } | undefined
}

/** For `createMiniapp({ appEvents })`. It serves one miniapp. */
export interface MiniappOutbox extends AppEventKeeper, OutboxControls {}

/**
 * Keeps app events in IndexedDB until they have arrived: over the bridge where the host takes them, else at the sink.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` that names the option.
 * @example
 * ```ts
 * const appEvents = outbox({
 *   subject: () => session.user?.id,
 *   token: () => session.freshToken(),
 *   sink: ({ event, data, ...how }) => server.sendAppEvent(event, data, how),
 * })
 * createMiniapp({ appId: 'shop', hostOrigins, appEvents })
 * ```
 */
export function outbox(options: MiniappOutboxOptions): MiniappOutbox {
  const { sink, once = false } = options
  const sinkEvents = createSinkEvents(options)
  const subject = readSubject(options.subject)
  const store = options.outcomes?.store
  /** Those who wait to hear whether the host keeps their event. */
  const asking = new Set<(isKept: false) => void>()
  let bridge: { readonly peer: Peer; session(): Session | undefined; status(): string } | undefined
  /** The session whose host takes no app events after all. */
  let refusing: string | undefined
  let unwatchPage: Off = () => {}

  /** The present session, if its host takes app events. */
  function host(): Session | undefined {
    const session = bridge?.session()
    const granted = session?.capabilities ?? []
    // The fallback is no host: the sink is for what it would carry.
    if (session?.transport === 'http') return
    const isGranted = granted.includes('*') || granted.includes('appEvent')
    return isGranted && session?.id !== refusing ? session : undefined
  }

  function isSearching(): boolean {
    const status = bridge?.status()
    return status === 'connecting' || status === 'disconnected'
  }

  function route({ path }: StoredEvent): string | undefined {
    const session = host()
    const overBridge = session && pathOf('bridge', session.outcomes.store)
    const toSink = sink && pathOf('sink', store)
    const mayGo = (to: string | undefined): to is string =>
      to !== undefined && (path === undefined || isSameReceiver(path, to))
    if (mayGo(overBridge)) return overBridge
    // While a host may still be found it goes first.
    const isSinks = path?.startsWith('sink')
    return mayGo(toSink) && (isSinks || (!overBridge && bridge && !isSearching()))
      ? toSink
      : undefined
  }

  async function tellHost(
    { event, data, key }: StoredEvent,
    signal: AbortSignal,
  ): Promise<Delivered | undefined> {
    const session = host()
    if (!session || !bridge)
      throw new BridgeError('DISCONNECTED', 'The session is over', { retryable: true })
    const params = (silence: number): string => appEventParams(event, data, { key, silence })
    try {
      const name = `app event ${event}`
      const answer = asRecord(await bridge.peer.call('appEvent', name, params, { key, signal }))
      return {
        path: 'bridge',
        duplicate: answer.duplicate === true,
        durable: answer.durable === true,
        once: session.features.includes('keys'),
      }
    } catch (error) {
      const isNobody =
        isBridgeError(error, 'UNSUPPORTED') || (sink && isBridgeError(error, 'NO_HANDLER'))
      if (!isNobody) throw error
      refusing = session.id
      answerAsking()
      return
    }
  }

  async function tellSink(stored: StoredEvent, attempt: Attempt): Promise<Delivered> {
    const made = sinkEvents(stored, attempt)
    const answer = await sink?.(made instanceof Promise ? await made : made)
    return { path: 'sink', duplicate: asRecord(answer).duplicate === true, durable: true, once }
  }

  const kept = createOutbox({
    ...options,
    subject,
    route,
    deliver: (event, path, attempt) =>
      path.startsWith('bridge') ? tellHost(event, attempt.signal) : tellSink(event, attempt),
  })

  function answerAsking(): void {
    if (isSearching() || host()) return
    for (const answer of asking) answer(false)
    asking.clear()
  }

  /** Without storage of its own the page hands the event to the host, whose answer says whether it keeps it. */
  function isKeptByHost(settled: Promise<Delivered>): Promise<boolean> {
    const gone = new Promise<false>((resolve) => asking.add(resolve))
    answerAsking()
    return Promise.race([
      gone,
      settled.then(
        ({ durable }) => durable === true,
        () => false,
      ),
    ])
  }

  function resume(): void {
    answerAsking()
    kept.flush()
  }

  return {
    join(peer, session, status) {
      if (bridge)
        throw new BridgeError('ALREADY_CONNECTED', 'outbox() serves one miniapp. Make another')
      bridge = { peer, session, status }
      unwatchPage = watchOutboxPage(kept)
      return {
        async send(event, data, sendOptions) {
          const { key, durable, settled } = await kept.keep(event, data, sendOptions)
          const delivered = settled as Promise<unknown> as Promise<Delivery>
          return {
            key,
            durable: durable || (await isKeptByHost(settled)),
            path: 'outbox',
            delivered,
          }
        },
        resume,
        close(error) {
          unwatchPage()
          kept.close(error)
        },
      }
    },
    flush: kept.flush,
    status: kept.status,
    deadLetters: kept.deadLetters,
    redeliver: kept.redeliver,
    discard: kept.discard,
  }
}

function pathOf(kind: 'bridge' | 'sink', store: string | undefined): string {
  return store === undefined ? kind : `${kind} ${store}`
}

/** Whether what was sent on one path and got no answer may go on the other: a second time is known as one there. */
function isSameReceiver(before: string, now: string): boolean {
  const [kind, ...store] = before.split(' ')
  const [kindNow, ...storeNow] = now.split(' ')
  return kind === kindNow || (store.length > 0 && store.join(' ') === storeNow.join(' '))
}
