import {
  askToConnect,
  type Connection,
  createHandlers,
  createPeer,
  defaultLimits,
  FEATURES,
  type Peer,
} from '@drawbridge/core'
import { createLink } from '@drawbridge/core/link'
import { memoryTransports } from '@drawbridge/core/memory'
import type { AdoptedMiniapp } from '../src/types.js'

const ORIGIN = 'https://shop.example'

/** What was posted has come. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The miniapp's side of a session, as a bare peer. */
export async function join(app: AdoptedMiniapp): Promise<Peer> {
  const [mine, theirs] = memoryTransports()
  const peer = createPeer({
    handlers: createHandlers(),
    limits: defaultLimits,
    error: () => {},
    lateReply: () => {},
    ended: () => {},
  })
  const connection = new Promise<Connection>((resolve, reject) =>
    askToConnect(
      createLink(mine),
      { id: 'claimed' },
      {
        connected(_session, connected) {
          peer.attach(connected)
          resolve(connected)
        },
        failed: reject,
      },
    ),
  )
  app.accept(theirs, ORIGIN)
  await connection
  return peer
}

export interface RawJoined {
  /** The packets of the host that came so far. */
  readonly packets: string[]
  /** Says JSON-RPC messages in one packet, of which it acknowledges nothing but the first. */
  say(messages: readonly object[]): void
}

/** The miniapp's side of a session, by hand: it keeps to nothing. */
export async function joinByHand(app: AdoptedMiniapp): Promise<RawJoined> {
  const [mine, theirs] = memoryTransports()
  const packets: string[] = []
  let n = 0
  const say = (messages: readonly object[]): void => {
    const m = messages.map((message) => ({ jsonrpc: '2.0', ...message }))
    mine.post(JSON.stringify({ n: ++n, a: Math.min(n - 1, 1), m }))
  }
  app.accept(theirs, ORIGIN)
  mine.start((text) => void packets.push(text as string))
  const params = { protocol: 1, app: { id: 'raw' }, sdk: 'by hand', features: FEATURES }
  say([{ id: 0, method: 'bridge/connect', params }])
  await settled()
  return { packets, say }
}
