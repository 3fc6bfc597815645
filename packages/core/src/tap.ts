import type { Contract } from './contract.js'
import { isolate, type Off } from './emitter.js'
import { type Id, isRecord, parseMessage } from './messages.js'

/** One message that crossed, as a log or a test sees it. */
export interface TapMessage {
  readonly direction: 'out' | 'in'
  /** `Date.now()` milliseconds. */
  readonly time: number
  /** `control` is the bridge's own: signs of life, context, goodbye. */
  readonly kind: 'request' | 'event' | 'reply' | 'error' | 'control'
  /** JSON-RPC method; of a reply that of its request, or empty if that was before the tap. */
  readonly method: string
  /** Event type; of a reply that of its request. */
  readonly type?: string | undefined
  /** Correlation id, the same on a request and its reply. */
  readonly id?: Id | undefined
  /** Length of the JSON text of the message. */
  readonly bytes: number
  /** Payload, result or error, as data. */
  readonly payload?: unknown
  /** Only replies: milliseconds since their request crossed here. */
  readonly latency?: number | undefined
}

export interface Tap {
  add(listener: (message: TapMessage) => void): Off
  out(text: string): void
  in(value: unknown): void
  /** A session ended: what was asked in it is not answered any more. */
  reset(): void
}

interface Asked {
  readonly method: string
  readonly type: string | undefined
  readonly at: number
}

/** Shows what crosses, without what the contract calls sensitive, to those who listen, and costs next to nothing while nobody does. */
export function createTap(contract: Contract | undefined): Tap {
  const listeners = new Set<(message: TapMessage) => void>()
  // Each side counts its own ids, so a request is found by its direction too.
  const asked = { in: new Map<Id, Asked>(), out: new Map<Id, Asked>() }

  function shown(type: string | undefined, value: unknown): unknown {
    return contract && type !== undefined ? contract.redact(type, value) : value
  }

  function show(direction: 'in' | 'out', value: unknown, bytes: number): void {
    const message = parseMessage(value)
    if (!message) return
    const time = Date.now()
    const base = { direction, time, bytes }
    let seen: TapMessage
    if (message.kind === 'reply' || message.kind === 'error') {
      const requests = asked[direction === 'in' ? 'out' : 'in']
      const request = requests.get(message.id)
      requests.delete(message.id)
      const raw = value as Record<string, unknown>
      seen = {
        ...base,
        kind: message.kind,
        id: message.id,
        method: request?.method ?? '',
        type: request?.type,
        payload: message.kind === 'reply' ? shown(request?.type, message.result) : raw.error,
        latency: request && performance.now() - request.at,
      }
    } else {
      const { method, params } = message
      const isEvent = method === 'event' || method === 'appEvent'
      const type = isEvent ? String(params.type ?? params.event) : undefined
      const id = message.kind === 'request' ? message.id : undefined
      if (id !== undefined) asked[direction].set(id, { method, type, at: performance.now() })
      seen = {
        ...base,
        kind: isEvent ? (id === undefined ? 'event' : 'request') : 'control',
        id,
        method,
        type,
        payload: isEvent ? shown(type, method === 'event' ? params.payload : params.data) : params,
      }
    }
    for (const listener of [...listeners]) isolate(() => listener(seen))
  }

  return {
    add(listener) {
      const own = (message: TapMessage): void => listener(message)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    out(text) {
      if (listeners.size > 0) show('out', JSON.parse(text), text.length)
    },
    in(value) {
      if (listeners.size > 0 && isRecord(value)) show('in', value, JSON.stringify(value).length)
    },
    reset() {
      asked.in.clear()
      asked.out.clear()
    },
  }
}
