import { isRecord } from '@drawbridge/core'
import type { WirePacket } from '../src/faults.js'

/** One message of a call on the wire. */
export interface Posted {
  readonly packet: WirePacket
  /** The packet's sequence number. */
  readonly n: number
  readonly type: string
}

interface Packet {
  readonly n?: number
  readonly a: number
  readonly m: readonly unknown[]
}

function read(text: string): Packet | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && typeof value.a === 'number' && Array.isArray(value.m)
      ? (value as unknown as Packet)
      : undefined
  } catch {
    return undefined
  }
}

/** Every event and request that left, read from the texts and not from what the sides say. */
export function postedCalls(packets: readonly WirePacket[]): Posted[] {
  return packets.flatMap((packet) => {
    const { n = 0, m } = read(packet.text) as Packet
    return m.flatMap((message) => {
      if (!isRecord(message) || message.method !== 'event' || !isRecord(message.params)) return []
      return [{ packet, n, type: String(message.params.type) }]
    })
  })
}

/** The highest number of its own packets that an end has seen acknowledged in a connection. */
export function acknowledged(
  packets: readonly WirePacket[],
  connection: number,
  from: WirePacket['from'],
): number {
  const texts = packets
    .filter((packet) => packet.connection === connection && packet.from !== from)
    .flatMap(({ delivered }) => delivered)
  return Math.max(0, ...texts.map((text) => read(text)?.a ?? 0))
}
