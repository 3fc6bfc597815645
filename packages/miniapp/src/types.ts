import type {
  BridgeContext,
  BridgeError,
  Connector,
  Contract,
  ContractEntries,
  EventType,
  HandlerContext,
  HeardPayload,
  HeardReply,
  LateReply,
  LifecycleEvent,
  Off,
  RequestOptions,
  RequestType,
  SentPayload,
  SentReply,
  Session,
  UntypedEntries,
} from '@drawbridge/core'
import type { AppEventKeeper, AppEventOptions, Receipt } from './app-events.js'

export interface MiniappOptions<E extends ContractEntries = UntypedEntries> {
  /** The id under which the host knows this miniapp. */
  readonly appId: string
  readonly version?: string | undefined
  /**
   * Origins of the pages that may be the host: exact ones, `https://*.host.example` for one label, or
   * `'any'`. Required on the web; native hosts need none.
   */
  readonly hostOrigins?: readonly string[] | 'any' | undefined
  /** The events of both sides, from `defineContract`. */
  readonly contract?: Contract<E> | undefined
  /** Further ways to find a host, besides those of the entry point. */
  readonly connectors?: readonly Connector[] | undefined
  /**
   * What calls go over when no host was found: `eventBridge()` of `@drawbridge/http/fallback`. A host that comes later
   * takes over, for new calls.
   */
  readonly fallback?: Connector | undefined
  /** Keeps app events until they have arrived: `outbox()` of `@drawbridge/miniapp/outbox`. In memory by default. */
  readonly appEvents?: AppEventKeeper | undefined
  /** Milliseconds until `NO_HOST`. @default 12_000 in a frame, 300 in a plain page */
  readonly connectTimeout?: number | undefined
}

/**
 * - `connecting`: looking for the host · `connected`
 * - `disconnected`: the session has ended, looking for the next
 * - `unavailable`: no host so far; one that comes later is still taken
 * - `closed`: by `close()`, or by the host for good
 */
export type Status = 'connecting' | 'connected' | 'disconnected' | 'unavailable' | 'closed'

export type MiniappEvents = {
  status: Status
  session: Session
  context: BridgeContext
  /** What no call can report: lost events, failed handlers, malformed messages. */
  error: BridgeError
  'late-reply': LateReply
  /** What becomes of the host's page and of this miniapp. In `closing`, give what you save to `waitUntil`. */
  lifecycle: LifecycleEvent
}

export interface Miniapp<E extends ContractEntries = UntypedEntries> {
  /** The current session, or the one that is being looked for. Never an unhandled rejection. */
  readonly connected: Promise<Session>
  readonly session: Session | undefined
  readonly status: Status
  /** What the host tells: locale, theme, launch … A new object whenever it changes. */
  readonly context: BridgeContext

  /**
   * Sends an event, at most once, in order. It waits for the connection; what may have been lost at the
   * end of a session is named in one `error` event.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` · `TOO_LARGE` · `QUEUE_FULL`
   */
  sendCustomEvent<T extends EventType<E>>(type: T, payload: SentPayload<E, T>): void

  /**
   * Asks the host and resolves with its reply: exactly one reply or one error.
   *
   * @throws {BridgeError} `TIMEOUT` without a sign of life · `CANCELLED` by `signal` · `DISCONNECTED` ·
   * `NO_HOST` · `NO_HANDLER` · `NOT_ALLOWED` · `HANDLER_FAILED` · `KEY_REUSED` · `INVALID_PAYLOAD` ·
   * `TOO_LARGE` · `RATE_LIMITED` · `QUEUE_FULL`, or what the host's handler threw as a `BridgeError`.
   */
  request<T extends RequestType<E>>(
    type: T,
    payload: SentPayload<E, T>,
    options?: RequestOptions,
  ): Promise<HeardReply<E, T>>

  /**
   * Adds the one handler that answers requests of this type and hears its events. What it returns is
   * the reply. With `{ observe: true }`, or for `'*'`, it only listens.
   *
   * @throws {BridgeError} `HANDLER_EXISTS`
   */
  onCustomEvent<T extends EventType<E>>(
    type: T,
    handler: (
      payload: HeardPayload<E, T>,
      context: HandlerContext,
    ) => SentReply<E, T> | Promise<SentReply<E, T>> | void,
    options?: { readonly observe?: boolean | undefined },
  ): Off
  onCustomEvent(
    type: '*',
    observer: (type: string, payload: unknown, context: HandlerContext) => void,
  ): Off

  /**
   * Sends an event towards the server, at least once while this page lives; with an outbox also beyond it. The receipt
   * comes when the event is kept; its `delivered` resolves when the host has acknowledged the event, and rejects with
   * `NO_HANDLER` where nobody takes app events.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` · `QUEUE_FULL`; with an outbox also `KEY_REUSED` · `UNAUTHORIZED`
   */
  sendAppEvent(event: string, data: unknown, options?: AppEventOptions): Promise<Receipt>

  on<N extends keyof MiniappEvents>(name: N, listener: (value: MiniappEvents[N]) => void): Off
  /** Says that all handlers are there: requests without one are refused at once from now on. */
  ready(): void
  /** Whether the current host has a feature or allows a capability. */
  supports(name: string): boolean
  /** Asks for capabilities; an answer for each name. */
  requestCapabilities<N extends string>(
    names: readonly N[],
  ): Promise<Record<N, 'granted' | 'denied' | 'unknown'>>
  /** Ends the connection for good. May be called twice. */
  close(): void
}
