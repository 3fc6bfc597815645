import { isRecord, type Transport } from '@drawbridge/core'

/** One JSON-RPC message as data. */
export type WireMessage = { readonly [member: string]: unknown }

/** A bare end of the wire: packets of one message each, and nothing that a real side would do by itself. */
export interface WireEnd {
  send(message: WireMessage): void
  /** Says only what has come so far. */
  acknowledge(): void
  /** Any text, packet or not. */
  post(text: string): void
  close(): void
}

/** @param onMessage is called for each message in order. */
export function createWireEnd(
  transport: Transport,
  onMessage: (message: WireMessage) => void,
): WireEnd {
  let sent = 0
  let received = 0
  transport.start((text) => {
    const packet: unknown = JSON.parse(text as string)
    if (!isRecord(packet) || !Array.isArray(packet.m)) return
    if (typeof packet.n === 'number') received = packet.n
    for (const message of packet.m as unknown[]) if (isRecord(message)) onMessage(message)
  })
  return {
    send(message) {
      const packet = { n: ++sent, a: received, m: [message] }
      transport.post(JSON.stringify(packet))
    },
    acknowledge: () => transport.post(JSON.stringify({ a: received, m: [] })),
    post: transport.post,
    close: transport.close,
  }
}
