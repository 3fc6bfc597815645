import type { BridgeError, CloseReason, Contract, Limits } from '../src/index.js'
import {
  type Connection,
  createHandlers,
  createPeer,
  defaultLimits,
  FEATURES,
  type Handlers,
  type LateReply,
  type Peer,
  type PeerOptions,
} from '../src/index.js'
import { createLink, type Link } from '../src/link.js'
import { memoryTransports } from '../src/memory.js'
import type { Transport } from '../src/transport.js'

export interface Side {
  readonly peer: Peer
  readonly handlers: Handlers
  readonly errors: BridgeError[]
  readonly late: LateReply[]
  readonly ends: CloseReason[]
}

export interface SideOptions extends Partial<PeerOptions> {
  readonly contract?: Contract
}

export function createSide(options: SideOptions = {}): Side {
  const handlers = createHandlers()
  const errors: BridgeError[] = []
  const late: LateReply[] = []
  const ends: CloseReason[] = []
  const peer = createPeer({
    handlers,
    limits: defaultLimits,
    error: (error) => void errors.push(error),
    lateReply: (reply) => void late.push(reply),
    ended: (reason) => void ends.push(reason),
    ...options,
  })
  return { peer, handlers, errors, late, ends }
}

export interface ConnectOptions {
  readonly features?: readonly string[]
  readonly limits?: Limits
  /** Stands between the two sides. */
  readonly through?: (transports: [Transport, Transport]) => [Transport, Transport]
}

/** Begins a session between two sides over memory, and gives the texts that cross. */
export function connect(
  a: Side,
  b: Side,
  { features = FEATURES, limits = defaultLimits, through = (both) => both }: ConnectOptions = {},
): { readonly wire: string[]; readonly links: [Link, Link] } {
  const wire: string[] = []
  const [first, second] = through(memoryTransports())
  const record = (transport: Transport, arrow: string): Transport => ({
    ...transport,
    post(text) {
      wire.push(`${arrow} ${text}`)
      transport.post(text)
    },
  })
  const links: [Link, Link] = [createLink(record(first, '>')), createLink(record(second, '<'))]
  const connection = (link: Link): Connection => ({ link, features, limits })
  a.peer.attach(connection(links[0]))
  b.peer.attach(connection(links[1]))
  return { wire, links }
}

export function linked(
  options: ConnectOptions & { readonly a?: SideOptions; readonly b?: SideOptions } = {},
): { readonly a: Side; readonly b: Side; readonly wire: string[]; readonly links: [Link, Link] } {
  const a = createSide(options.a)
  const b = createSide(options.b)
  return { a, b, ...connect(a, b, options) }
}
