import type {
  BridgeContext,
  BridgeError,
  Contract,
  ContractEntries,
  EventType,
  HandlerContext,
  HeardPayload,
  HeardReply,
  LateReply,
  LifecycleEvent,
  Limits,
  Off,
  RequestOptions,
  RequestType,
  SentPayload,
  SentReply,
  Transport,
  UntypedEntries,
} from '@drawbridge/core'
import type { Link } from '@drawbridge/core/link'
import type { CapabilityDecision } from './capabilities.js'
import type { OutcomeStore } from './outcomes.js'

export interface HostOptions<E extends ContractEntries = UntypedEntries> {
  /** The name of the host app, told to its miniapps. */
  readonly name: string
  readonly version?: string | undefined
  /** The events of both sides, from `defineContract`. */
  readonly contract?: Contract<E> | undefined
  /**
   * Event types, and `appEvent`, that miniapps may use. Without it, or with `*` in it, all are granted; with it what is not
   * listed is answered `NOT_ALLOWED`.
   */
  readonly capabilities?: readonly string[] | undefined
  /**
   * Asked when a miniapp wants capabilities that it does not have and that this host has handlers for.
   * What it returns is granted, to that miniapp alone. Without it they are denied.
   */
  readonly decideCapabilities?: CapabilityDecision<App<E>> | undefined
  readonly limits?: Partial<Limits> | undefined
  /** Where outcomes of keyed requests are kept. @default memoryOutcomes() */
  readonly outcomes?: OutcomeStore | undefined
  /** Sends the text of what a handler threw to the miniapp: for development. @default false */
  readonly exposeErrors?: boolean | undefined
  /** Further wires that miniapps may speak, besides Drawbridge's own. */
  readonly connectors?: readonly HostConnector[] | undefined
}

/** Lets miniapps in that speak another wire. */
export interface HostConnector {
  readonly name: string
  /** How the wire crosses a webview. Without it miniapps that speak it run in frames alone. */
  readonly webview?: WebviewWire | undefined
  /**
   * Called once for each app, in the turn in which it is mounted or adopted. What it returns hears what the document
   * of the app says that is no word of Drawbridge's, when window and origin have been checked.
   */
  join(place: AppPlace): (message: unknown, origin: string) => void
}

/** What a page in a webview needs to speak another wire. */
export interface WebviewWire {
  /**
   * Injected behind the script of the platform, with which it shares the way to the native side: what the page says goes to
   * `drawbridge.post('{"w":…}')`.
   */
  readonly script: string
  /** The event of the window whose `detail` is what the page is told. */
  readonly event: string
}

/** Says something of a connector to a document, or to nobody if one of another origin is there by then. */
export type Say = (message: unknown, origin: string, connector: HostConnector) => void

/** An app and where it runs, for a connector. */
export interface AppPlace {
  readonly app: App
  /** The name of the host. */
  readonly host: string
  /** `web` in a frame; else what `adopt` was given. */
  readonly platform: string
  /** Says something to the document, or to nobody if one of another origin is there by then. */
  post(message: unknown, origin: string): void
  /** Whether a document has a session or is about to get one, over whatever wire. */
  isTaken(): boolean
  /** Whether this type has a handler, of the app or of the host. */
  answers(type: string): boolean
  /** Begins a session with a document of this origin, over a link that translates; an earlier one is over. */
  accept(link: Link, origin: string): void
}

/** What is said of an app wherever it runs. */
export interface AppOptions {
  /** The id of the miniapp. It wins over what the miniapp says of itself. */
  readonly appId: string
  /** Keeps keyed requests of different users of the same app apart: set it per user. */
  readonly partition?: string | undefined
  /** First values of the miniapp's context: locale, theme, launch … */
  readonly context?: BridgeContext | undefined
  /** Milliseconds until `connected` rejects with `TIMEOUT`. A later miniapp is still taken. @default 30_000 */
  readonly connectTimeout?: number | undefined
}

export interface AdoptOptions extends AppOptions {
  /** What the miniapp sees as `session.host.platform`. @default 'memory' */
  readonly platform?: string | undefined
  /** Called once when the app was unmounted. */
  readonly onRemoved?: (() => void) | undefined
}

export interface MountOptions extends AppOptions {
  /** Address of the miniapp, http or https; relative to the page. */
  readonly url: string
  /** Origins that the miniapp may speak from. @default the origin of `url` */
  readonly origins?: readonly string[] | undefined
  /** @default 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads' */
  readonly sandbox?: string | undefined
  /** Permissions policy of the frame. @default '' */
  readonly allow?: string | undefined
  /** What assistive technology calls the frame. @default appId */
  readonly title?: string | undefined
}

/** One connection with one document of the miniapp. */
export interface HostSession {
  readonly id: string
  /** `id` is the mounted one. */
  readonly app: { readonly id: string; readonly version?: string | undefined }
  /** As the browser reported it; `'null'` for a frame without an origin. */
  readonly origin: string
  readonly features: readonly string[]
  readonly transport: string
}

/**
 * - `connecting`: waiting for the miniapp · `connected`
 * - `disconnected`: the session has ended; the next document of the frame begins another
 * - `unavailable`: nothing came within `connectTimeout`; a late miniapp is still taken
 * - `unmounted`
 */
export type AppStatus = 'connecting' | 'connected' | 'disconnected' | 'unavailable' | 'unmounted'

export type AppEvents = {
  status: AppStatus
  session: HostSession
  /** What no call can report: lost events, failed handlers, refused hellos, malformed messages. */
  error: BridgeError
  'late-reply': LateReply
  /** What becomes of the miniapp's page, and `closed` when it is over. */
  lifecycle: LifecycleEvent
}

export type HostEvents = {
  /** Errors of all mounted miniapps. */
  error: BridgeError
}

/** What a host's handler is told besides the payload. */
export interface HostContext<E extends ContractEntries = UntypedEntries> extends HandlerContext {
  /** The miniapp that asks or tells. */
  readonly miniapp: App<E>
}

export interface HostOnCustomEvent<E extends ContractEntries> {
  /**
   * Adds the one handler of this scope that answers requests of this type and hears its events. What it
   * returns is the reply. With `{ observe: true }`, or for `'*'`, it only listens.
   *
   * @throws {BridgeError} `HANDLER_EXISTS`
   */
  <T extends EventType<E>>(
    type: T,
    handler: (
      payload: HeardPayload<E, T>,
      context: HostContext<E>,
    ) => SentReply<E, T> | Promise<SentReply<E, T>> | void,
    options?: { readonly observe?: boolean | undefined },
  ): Off
  (type: '*', observer: (type: string, payload: unknown, context: HostContext<E>) => void): Off
}

/** A miniapp in a frame of this page. */
export interface MountedMiniapp<E extends ContractEntries = UntypedEntries> extends App<E> {
  readonly iframe: HTMLIFrameElement
}

/** A miniapp behind a transport that somebody else looks after. */
export interface AdoptedMiniapp<E extends ContractEntries = UntypedEntries> extends App<E> {
  /**
   * Begins a session with the document at the other end of `transport`; an earlier session is over.
   * Whoever calls it has checked that `origin` is the one of that document.
   *
   * @param isTentative The document has not said yet that it speaks Drawbridge: another wire may still have it.
   */
  accept(transport: Transport, origin: string, isTentative?: boolean): void
  /**
   * Hands connectors for other wires what a document of `origin` said; that was checked too. From now on they speak to the
   * miniapp by `say`.
   */
  hear(message: unknown, origin: string, say: Say): void
  /** Its document is gone, and the session with it. */
  leave(): void
}

/** A miniapp, wherever it runs. */
export interface App<E extends ContractEntries = UntypedEntries> {
  readonly appId: string
  /** The current session, or the one that is waited for. Never an unhandled rejection. */
  readonly connected: Promise<HostSession>
  readonly session: HostSession | undefined
  readonly status: AppStatus
  /** The granted names; `*` for all. */
  readonly capabilities: readonly string[]
  /** Sends an event, at most once, in order; it waits for the connection. */
  sendCustomEvent<T extends EventType<E>>(type: T, payload: SentPayload<E, T>): void
  /** Asks the miniapp and resolves with its reply: exactly one reply or one error. */
  request<T extends RequestType<E>>(
    type: T,
    payload: SentPayload<E, T>,
    options?: RequestOptions,
  ): Promise<HeardReply<E, T>>
  /** Handlers for this miniapp alone; they come before those of the host. */
  readonly onCustomEvent: HostOnCustomEvent<E>
  /** Changes values of the miniapp's context; they are there for later documents too. */
  setContext(changed: BridgeContext): void
  /** Lets the miniapp use more event types, or `appEvent`; it is told. */
  grant(names: readonly string[]): void
  /**
   * Takes capabilities away; the miniapp is told. What runs already goes on, what comes is `NOT_ALLOWED`.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` where the host has no list of capabilities to take from.
   */
  revoke(names: readonly string[]): void
  /** Tells the miniapp that the host app hides or shows it. Hidden pages are told by themselves. */
  setVisible(visible: boolean): void
  on<N extends keyof AppEvents>(name: N, listener: (value: AppEvents[N]) => void): Off
  /**
   * Asks the miniapp to save, waits for it for at most `timeout` ms, and unmounts it.
   *
   * @param options.reason What the miniapp sees as the cause. @default 'closed'
   * @param options.timeout @default 3_000
   */
  close(options?: {
    readonly reason?: string | undefined
    readonly timeout?: number | undefined
  }): Promise<void>
  /** Ends the connection and removes the miniapp at once. May be called twice. */
  unmount(): void
}

/** `durable`: the event is kept where it outlives this page. A miniapp that can keep nothing is told. */
export type AppEventTaken = { readonly durable?: boolean | undefined } | void

export type AppEventHandler<E extends ContractEntries> = (
  event: string,
  data: unknown,
  context: { readonly miniapp: App<E>; readonly key: string },
) => AppEventTaken | Promise<AppEventTaken>

export interface Host<E extends ContractEntries = UntypedEntries> {
  /** Handlers for all miniapps. */
  readonly onCustomEvent: HostOnCustomEvent<E>
  /**
   * Takes app events. When it resolves the event is acknowledged; each key reaches it once while this
   * document lives, or longer where `outcomes` are durable.
   *
   * @throws {BridgeError} `HANDLER_EXISTS`
   */
  onAppEvent(handler: AppEventHandler<E>): Off
  /**
   * Puts a miniapp into `container` and returns at once: handlers that are added in the same turn hear
   * its first message.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` for a bad option · `ORIGIN_NOT_ALLOWED` for a frame that the
   * sandbox would not hold
   */
  mount(container: Element, options: MountOptions): MountedMiniapp<E>
  /**
   * Takes a miniapp that runs elsewhere: each transport that its `accept` is given begins a session.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` for a missing appId.
   */
  adopt(options: AdoptOptions): AdoptedMiniapp<E>
  on<N extends keyof HostEvents>(name: N, listener: (value: HostEvents[N]) => void): Off
  /** Unmounts all miniapps. */
  close(): void
}
