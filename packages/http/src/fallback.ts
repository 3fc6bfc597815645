import {
  BridgeError,
  type Connector,
  createId,
  defaultLimits,
  encodeError,
  encodeReply,
  isBridgeError,
  isName,
  type Params,
  readMeta,
  readUnacknowledged,
} from '@drawbridge/core'
import type { Link, LinkReceiver } from '@drawbridge/core/link'
import type { CallerOptions } from './caller.js'
import { requireText } from './check.js'
import { createEventBridge, type EventBridge } from './event-bridge.js'
import { createPathGuard } from './path-guard.js'

export interface FallbackOptions extends CallerOptions {
  /** The relay of the miniapp's own backend, which knows the secrets: see `createEventBridgeRelay`. */
  readonly url: string
  /** The host app that events go to. */
  readonly clientId: string
  /** More headers, read for each attempt: what the relay asks for. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>
  /** Whether the platform behind the relay does the work of one `Idempotency-Key` once. @default false */
  readonly keys?: boolean
  /**
   * Where the platform behind the relay keeps what it did for a key, if the host keeps its outcomes there too: the `name`
   * of the host's `OutcomeStore`. Only then is a keyed request that was posted to the host repeated here.
   */
  readonly outcomes?: { readonly store: string }
}

/**
 * Where there is no host, events and requests go to the host app's server over the Event Bridge. Outgoing only: nobody
 * speaks to the miniapp by itself, so `supports('hostEvents')` is false. A request without a key is never repeated, one
 * with a key only with `keys`.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` that names the option.
 * @example
 * ```ts
 * createMiniapp({ appId: 'shop', fallback: eventBridge({ url: 'https://api.shop.example/events', clientId: 'super-app' }) })
 * ```
 */
export function eventBridge(options: FallbackOptions): Connector {
  const { clientId, keys = false } = options
  requireText(clientId, 'clientId')
  if (options.outcomes) requireText(options.outcomes.store, 'outcomes.store')
  const once = createEventBridge({ ...options, delivery: 'at-most-once' })
  const repeatable = createEventBridge({ ...options, delivery: 'at-least-once' })
  const features = keys ? ['cancel', 'keys'] : ['cancel']
  return {
    name: 'event-bridge',
    isLikely: () => false,
    guard: createPathGuard(),
    search({ app }, events) {
      const link = createHttpLink(keys ? repeatable : once, once, app.id, clientId)
      const session = {
        id: createId(),
        transport: link.transport,
        host: { name: 'Event Bridge', platform: 'http' },
        features,
        capabilities: ['*'],
        limits: defaultLimits,
        outcomes: { ttl: 0, durable: false, ...options.outcomes },
      }
      // After createMiniapp has returned, so that its listeners hear of it.
      queueMicrotask(() => events.connected(session, { link, features, limits: defaultLimits }, {}))
      return { retry() {}, stop: () => link.close('lost') }
    },
  }
}

/** What the peer says becomes events of the Event Bridge, and their answers its replies. */
function createHttpLink(
  keyed: EventBridge,
  unkeyed: EventBridge,
  appId: string,
  clientId: string,
): Link {
  let receiver: LinkReceiver | undefined
  let isClosed = false
  let sentAt = 0
  /** The events so far: what is said after them is sent after them. */
  let told: Promise<unknown> = Promise.resolve()
  /** Events that wait for those before them. */
  const waiting = new Set<Params>()
  const running = new Map<string | number, AbortController>()

  function post({ type, payload, ...params }: Params, signal?: AbortSignal): Promise<unknown> {
    const { key } = readMeta(params)
    const bridge = key === undefined ? unkeyed : keyed
    const event = { appId, clientId, type: type as string, payload: payload as object }
    return bridge.send(event, { key, signal })
  }

  function answer(text: string): void {
    if (!isClosed) receiver?.message(JSON.parse(text), text.length)
  }

  async function ask(id: string | number, params: Params): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      await told
      const reply = await post(params, controller.signal)
      answer(encodeReply(id, JSON.stringify(reply)))
    } catch (error) {
      answer(encodeError(id, asBridgeError(error)))
    } finally {
      running.delete(id)
    }
  }

  async function tell(before: Promise<unknown>, params: Params): Promise<void> {
    waiting.add(params)
    await before
    if (!waiting.delete(params)) return
    try {
      await post(params)
    } catch (error) {
      receiver?.failed?.(asBridgeError(error))
    }
  }

  return {
    transport: 'http',
    acked: 0,
    get sentAt() {
      return sentAt
    },
    send(outgoing) {
      if (isClosed) return
      sentAt = performance.now()
      const message = readUnacknowledged(outgoing, receiver)
      if (message?.method === undefined) return
      const { method, id, params } = message
      if (method === 'event' && isName(params.type)) {
        if (id === undefined) told = tell(told, params)
        else void ask(id, params)
      } else if (method === '$/cancel') running.get(params.id as string | number)?.abort()
      else if (id !== undefined) {
        const text = `Without a host there is no "${method}". Only events and requests go over HTTP`
        // Never in the turn of the call.
        queueMicrotask(() => answer(encodeError(id, new BridgeError('UNSUPPORTED', text))))
      }
    },
    flush() {},
    listen(next) {
      receiver = next
    },
    agree() {},
    close(reason) {
      if (isClosed) return
      isClosed = true
      for (const controller of running.values()) controller.abort()
      for (const { type } of waiting) {
        const text = `"${type}" was not sent: the session ended while it waited for the events before it. Send it again`
        receiver?.failed?.(new BridgeError('DISCONNECTED', text, { retryable: true }))
      }
      waiting.clear()
      receiver?.closed(reason)
    },
  }
}

function asBridgeError(error: unknown): BridgeError {
  return isBridgeError(error) ? error : new BridgeError('HTTP_ERROR', String(error))
}
