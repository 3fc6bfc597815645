import type { Off } from './emitter.js'
import { BridgeError } from './errors.js'
import { type Id, isName, type Message, type Params, parseMessage } from './messages.js'
import { type Wire, wireKey } from './wire.js'

type Call = Extract<Message, { readonly method: string }>
type Answer = Exclude<Message, Call>

/** One message that crossed, as a log or a test sees it. */
export interface TapMessage {
  readonly direction: 'out' | 'in'
  /** `Date.now()` milliseconds. */
  readonly time: number
  /** `control` is the bridge's own: signs of life, context, goodbye. */
  readonly kind: 'request' | 'event' | 'reply' | 'error' | 'control'
  /** JSON-RPC method; of a reply that of its request, or empty if that was before the tap or was cancelled. */
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

/** A miniapp, or what `mount` or `adopt` returned. */
export interface Tapped {
  readonly sendCustomEvent: (type: never, payload: never) => void
}

interface Asked {
  readonly method: string
  readonly type: string | undefined
  readonly at: number
}

/**
 * Shows every message that crosses from now on, without what the contract calls `sensitive`. With a contract a reply
 * whose request is not known is `[redacted]` as a whole. A function of its own, so that it is only in the bundles that
 * use it.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for another object.
 * @example
 * ```ts
 * const off = tap(miniapp, ({ direction, kind, type, payload }) => console.debug(direction, kind, type, payload))
 * ```
 */
export function tap(side: Tapped, listener: (message: TapMessage) => void): Off {
  const wire = (side as { readonly [wireKey]?: Wire })[wireKey]
  if (!wire)
    throw new BridgeError(
      'INVALID_PAYLOAD',
      'tap() takes a miniapp, or what mount or adopt returned',
    )
  const { contract, watch } = wire
  // Each side counts its own ids, so a request is found by its direction too.
  const asked = { in: createRequests(), out: createRequests() }

  const shown = (type: string | undefined, value: unknown): unknown =>
    contract ? contract.redact(type, value) : value

  function answer(direction: 'in' | 'out', { id, result }: Answer, raw: Params) {
    const request = asked[direction === 'in' ? 'out' : 'in'].take(id)
    return {
      kind: raw.error === undefined ? ('reply' as const) : ('error' as const),
      id,
      method: request?.method ?? '',
      type: request?.type,
      // What answers the bridge's own requests has no type and nothing of the contract in it.
      payload: raw.error ?? (request && !request.type ? result : shown(request?.type, result)),
      latency: request && performance.now() - request.at,
    }
  }

  function call(direction: 'in' | 'out', { id, method, params }: Call) {
    const isEvent = method === 'event' || method === 'appEvent'
    const told = method === 'appEvent' ? params.event : params.type
    const type = isEvent && isName(told) ? told : undefined
    if (id !== undefined) asked[direction].add(id, { method, type, at: performance.now() })
    else if (method === '$/cancel') asked[direction].take(params.id as Id)
    return {
      kind: isEvent
        ? id === undefined
          ? ('event' as const)
          : ('request' as const)
        : ('control' as const),
      id,
      method,
      type,
      payload: isEvent ? shown(type, method === 'event' ? params.payload : params.data) : params,
    }
  }

  return watch((direction, value) => {
    if (direction === 'end') {
      // What was asked in this session is not answered any more.
      asked.in.clear()
      asked.out.clear()
      return
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const raw = JSON.parse(text) as Params
    const message = parseMessage(raw)
    if (!message) return
    const what =
      message.method === undefined ? answer(direction, message, raw) : call(direction, message)
    listener({ direction, time: Date.now(), bytes: text.length, ...what })
  })
}

/** The requests of one direction that are unanswered, with the rules by which the other side takes them. */
function createRequests() {
  const requests = new Map<Id, Asked>()
  let highestId = 0
  return {
    /** One id sent twice is one request, the first: it is the one that is answered. */
    add(id: Id, request: Asked): void {
      const isNumber = typeof id === 'number'
      if (isNumber ? id <= highestId : requests.has(id)) return
      if (isNumber) highestId = id
      requests.set(id, request)
    },
    take(id: Id): Asked | undefined {
      const request = requests.get(id)
      requests.delete(id)
      return request
    },
    clear(): void {
      requests.clear()
      highestId = 0
    },
  }
}
