import { rpc } from './raw-port.js'

/** What an intruder may have got to know of a session. */
export interface Knowledge {
  readonly attempt?: string
  readonly document?: string
  readonly session?: string
  /** Request ids that it answers: 0 and up. */
  readonly ids?: number
}

export interface Intruder {
  /** Says everything to a window that the bridge ever says: as it is and as packets, with a port and without. */
  say(target: Window): void
  /** What came back, over the window and over the ports. */
  readonly answers: readonly unknown[]
}

/** A page that does as if it were the other side of somebody's bridge. */
export function createIntruder(knowledge: Knowledge = {}): Intruder {
  const answers: unknown[] = []
  addEventListener('message', ({ data }) => data?.drawbridge && answers.push(data))

  function post(target: Window, message: unknown): void {
    target.postMessage(message, '*')
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => answers.push(data)
    target.postMessage(message, '*', [port2])
  }

  return {
    answers,
    say(target) {
      for (const message of windowMessages(knowledge)) post(target, message)
      const messages = rpcMessages(knowledge)
      for (const message of messages) post(target, message)
      for (const n of [1, 2, 3, 4]) {
        const packet = { n, a: 0, m: messages }
        post(target, packet)
        post(target, JSON.stringify(packet))
      }
    },
  }
}

function windowMessages({ attempt = 'guessed', document = 'guessed' }: Knowledge): object[] {
  return [
    { kind: 'knock' },
    { kind: 'welcome', attempt, protocol: 1 },
    { kind: 'refuse', attempt, code: 'NO_HOST' },
    { kind: 'hello', attempt, protocol: [1, 1], document, app: 'shop' },
    { kind: 'hello', attempt: 'another', protocol: [1, 1], document, app: 'shop' },
  ].map((message) => ({ drawbridge: 1, ...message }))
}

function rpcMessages({ session, ids = 3 }: Knowledge): object[] {
  const event = { type: 'any', payload: 'forged' }
  const asked = [
    rpc('bridge/connect', { protocol: 1, app: { id: 'shop' }, sdk: 'forged', features: [] }, 0),
    rpc('event', event),
    rpc('event', event, 1),
    rpc('appEvent', { event: 'any', data: 'forged', _meta: { key: 'k' } }, 2),
    rpc('bridge/context', { changed: { forged: true } }),
    rpc('bridge/capabilities', { granted: ['forged'] }),
    rpc('bridge/ping', {}, 3),
    rpc('bridge/closing', { reason: 'forged' }, 4),
    rpc('$/cancel', { id: 1 }),
    rpc('$/alive', {}),
  ].map((message) => ({ ...message, ...(session !== undefined && { session }) }))
  return [...asked, ...forgedReplies(ids), rpc('bridge/close', { reason: 'unmounted' })]
}

/** A reply and an error for each id from 0 on. */
export function forgedReplies(ids: number): object[] {
  return Array.from({ length: ids }, (_, id) => [
    { jsonrpc: '2.0', id, result: 'forged' },
    { jsonrpc: '2.0', id, error: { code: -32000, message: 'forged' } },
  ]).flat()
}
