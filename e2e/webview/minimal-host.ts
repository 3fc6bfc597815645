import { encodeReceive } from '@drawbridge/core/native'

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly type?: string; readonly payload?: unknown }
}

interface Packet {
  readonly d: string
  readonly n?: number
  readonly a: number
  readonly m: readonly Message[]
}

export interface MinimalHost {
  /** Every packet that came, announcements too. */
  readonly packets: readonly Packet[]
  /** Every event that came. */
  readonly events: readonly unknown[]
  message(text: string | null): void
  committed(): void
  send(type: string, payload: unknown): void
}

/**
 * The least that a native host may be: it answers the connect, answers requests, tells and hears events. No feature,
 * no timer, nothing kept. `docs/protocol.md` promises that a miniapp gets along with it.
 *
 * @param answer undefined leaves a request unanswered
 */
export function createMinimalHost(
  evaluate: (script: string) => void,
  answer: (type: string | undefined, payload: unknown) => unknown,
): MinimalHost {
  const packets: Packet[] = []
  const events: unknown[] = []
  let token: string | undefined
  let sent = 0
  let received = 0

  function post(message: object): void {
    const packet = { n: ++sent, a: received, m: [{ jsonrpc: '2.0', ...message }] }
    evaluate(encodeReceive(token as string, JSON.stringify(packet)))
  }

  function onMessage({ id, method, params }: Message): void {
    if (id === undefined) {
      if (method === 'event') events.push(params?.payload)
    } else if (method === 'bridge/connect') post({ id, result: { session: 'only one' } })
    else if (method === 'event') {
      const result = answer(params?.type, params?.payload)
      if (result !== undefined) post({ id, result })
    } else if (method) post({ id, error: { code: -32601, message: `Unknown method "${method}"` } })
  }

  return {
    packets,
    events,
    message(text) {
      const packet = JSON.parse(text ?? '') as Packet
      packets.push(packet)
      token ??= packet.d
      if (packet.d !== token) return
      if (packet.n === undefined) {
        // The document announces itself: a session begins.
        if (packet.a === 0) sent = received = 0
        return
      }
      if (packet.n !== received + 1) return
      received = packet.n
      for (const message of packet.m) onMessage(message)
    },
    committed() {
      token = undefined
    },
    send: (type, payload) => post({ method: 'event', params: { type, payload } }),
  }
}
