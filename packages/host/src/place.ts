import type { BridgeError, Contract, Handlers, Limits, Params } from '@drawbridge/core'
import type { Link } from '@drawbridge/core/link'
import type { Outcomes } from './outcomes.js'
import type { App, HostConnector, HostOptions } from './types.js'

/** What the apps of one host share. */
export interface Shared {
  readonly name: string
  readonly version: string | undefined
  readonly contract: Contract | undefined
  readonly handlers: Handlers
  /** Granted to each app from the start; undefined for everything. */
  readonly capabilities: readonly string[] | undefined
  readonly decideCapabilities: HostOptions['decideCapabilities']
  readonly limits: Limits
  readonly outcomes: Outcomes
  readonly exposeErrors: boolean
  readonly connectors: readonly HostConnector[]
  /** @throws {BridgeError} what refuses an app event before it runs. */
  readonly takeAppEvent: (params: Params, key: string | undefined) => (app: App) => unknown
  readonly error: (error: BridgeError) => void
}

/** What the place where an app runs adds to it: a frame, a webview, memory. */
export interface Place<A extends App> {
  readonly platform: string
  /** What handlers see as `miniapp`, and what a decision is asked about. */
  readonly miniapp: () => A
  /** For the message that an app did not connect: where it is, and what to look at first. */
  readonly described: string
  readonly remedy: string
  /** The app is over: take its place away. */
  readonly removed: () => void
}

/** An app with the ends that only its place may use. */
export interface HostedApp {
  readonly app: App
  /** A link to a document whose origin was checked: it is the app's from now on. */
  accept(link: Link, origin: string): void
  /** Whether a document has a session or is about to get one. */
  isTaken(): boolean
  /** Whether this type has a handler, of the app or of the host. */
  answers(type: string): boolean
  /** Another document speaks in the place of the app: what was before is over. */
  newDocument(): void
  /** Ends the session if the app does not answer: another document may have come without a word. */
  probe(): void
  fail(error: BridgeError): void
}
