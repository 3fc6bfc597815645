import { createInbox } from './inbox.js'

/** A packet as it crosses, read from its JSON text. */
export interface Packet {
  readonly n?: number
  readonly a: number
  readonly m: readonly Readonly<Record<string, unknown>>[]
}

/**
 * One end of a channel, spoken by hand: it shares no code with the packages, so that the wire is checked from
 * outside of them.
 */
export interface RawPort {
  /** All that came, packets without messages too. */
  readonly packets: readonly Packet[]
  /** The next packet that has messages. */
  next(): Promise<Packet>
  /** The next packet without messages: an acknowledgement. */
  nextAck(): Promise<Packet>
  /** Posts messages as the next packet of this end. */
  say(...messages: object[]): void
  /** Posts anything, with what it takes along. */
  post(data: unknown, transfer?: Transferable[]): void
}

export function rawPort(port: MessagePort): RawPort {
  const inbox = createInbox()
  const packets: Packet[] = []
  let sent = 0
  let received = 0
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'string') throw new Error(`A packet is a ${typeof data}, not a text`)
    const packet = JSON.parse(data) as Packet
    packets.push(packet)
    received = packet.n ?? received
    inbox.put(packet.m.length > 0 ? 'packet' : 'ack', packet)
  }
  return {
    packets,
    next: () => inbox.next('packet') as Promise<Packet>,
    nextAck: () => inbox.next('ack') as Promise<Packet>,
    say(...m) {
      sent++
      port.postMessage(JSON.stringify({ n: sent, a: received, m }))
    },
    post: (data, transfer = []) => port.postMessage(data, transfer),
  }
}

/** A JSON-RPC request, or a notification without an id. */
export function rpc(method: string, params?: unknown, id?: number | string): object {
  return {
    jsonrpc: '2.0',
    ...(id !== undefined && { id }),
    method,
    ...(params !== undefined && { params }),
  }
}

/** A round trip, after which everything that was posted before has been dealt with. */
export async function ping(port: RawPort): Promise<unknown> {
  port.say(rpc('bridge/ping', {}, 'p'))
  for (;;) {
    const { m } = await port.next()
    const reply = m.find(({ id }) => id === 'p')
    if (reply) return reply.result
  }
}
