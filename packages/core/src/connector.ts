import type { BridgeContext, Session } from './connect.js'
import type { BridgeError } from './errors.js'
import type { Connection } from './peer.js'

/** What a connector knows of the miniapp. */
export interface ConnectorOptions {
  readonly app: { readonly id: string; readonly version?: string | undefined }
  readonly hostOrigins: readonly string[] | 'any' | undefined
}

export interface ConnectorEvents {
  /** A session begins. Called in the turn in which the host's answer came. */
  connected(session: Session, connection: Connection, context: BridgeContext): void
  /** This attempt failed. `final`: no other attempt of this connector can succeed. */
  failed(error: BridgeError, final: boolean): void
}

/** A search that goes on until it is stopped. */
export interface Search {
  /** Tries again now: a session has ended, or this search has failed. */
  retry(): void
  stop(): void
  /** What has happened so far, for `diagnose()`. */
  facts?(): SearchFacts
}

/** What a search for a host page knows; other connectors give what applies. */
export interface SearchFacts {
  readonly hostOrigins?: readonly string[] | 'any' | undefined
  /** The origin around this page, where the browser or a referrer tells it. */
  readonly parentOrigin?: string | undefined
  /** Origins that a hello was sent to. */
  readonly helloTo?: readonly string[]
  /** Origins that knocked, whether listed or not; at most 8. */
  readonly knockedBy?: readonly string[]
  /** Code of the refusal that ended the search, or of the fault that kept it from beginning. */
  readonly refusal?: string | undefined
}

/** Finds the host in one kind of environment. */
export interface Connector {
  readonly name: string
  /** Whether a host of this kind may be there, so that waiting for it is worth while. */
  isLikely(): boolean
  /** For a fallback: is given each session, with this connector or another, before it begins, and may stand before it. */
  guard?(session: Session, connection: Connection): Connection
  /** Begins to search and to listen. */
  search(options: ConnectorOptions, events: ConnectorEvents): Search
}
