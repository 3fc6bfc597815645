import { createInbox, type Inbox } from './inbox.js'
import { type Packet, type RawPort, rawPort, rpc } from './raw-port.js'
import type { Stage } from './stage.js'

export const rawFeatures = ['ack', 'alive', 'batch', 'cancel', 'progress', 'keys', 'hostEvents']

/** Says hello by hand and gives this end of the new channel. */
export function rawHello(
  target: Window,
  origin: string,
  attempt: string,
  more: Readonly<Record<string, unknown>> = {},
): RawPort {
  const { port1, port2 } = new MessageChannel()
  const hello = {
    drawbridge: 1,
    kind: 'hello',
    attempt,
    protocol: [1, 1],
    document: 'd',
    app: 'raw',
  }
  target.postMessage({ ...hello, ...more }, origin, [port2])
  return rawPort(port1)
}

/** What a host posts to this window, by kind: `welcome`, `refuse`, `knock`. */
export function rawWindow(): Inbox {
  const inbox = createInbox()
  addEventListener('message', ({ data, origin, source }) => {
    if (data?.drawbridge === 1)
      inbox.put(data.kind, { data, origin, isFromParent: source === window.parent })
  })
  return inbox
}

/** Connects by hand over a port that was welcomed. */
export function rawConnect(
  port: RawPort,
  features: readonly string[] = rawFeatures,
): Promise<Packet> {
  const params = { protocol: 1, app: { id: 'raw' }, sdk: 'raw', features }
  port.say(rpc('bridge/connect', params, 0))
  return port.next()
}

/**
 * A miniapp that is written by hand, in its session. It speaks when the host knocks, since its frame has loaded then:
 * a host that hears of the load in a session asks for a sign of life.
 */
export async function rawMiniapp(stage: Stage): Promise<RawPort> {
  const window_ = rawWindow()
  await window_.next('knock')
  const port = rawHello(parent, stage.origins.host, 'a1')
  await window_.next('welcome')
  await rawConnect(port)
  return port
}
