import type { BridgeContext, BridgeError, Connection, Session } from '@drawbridge/core'

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
  /** Tries again now: a session has ended. */
  retry(): void
  stop(): void
}

/** Finds the host in one kind of environment. */
export interface Connector {
  readonly name: string
  /** Whether a host of this kind may be there, so that waiting for it is worth while. */
  isLikely(): boolean
  /** Begins to search and to listen. */
  search(options: ConnectorOptions, events: ConnectorEvents): Search
}
