import {
  asRecord,
  BridgeError,
  encodeError,
  encodeReply,
  isName,
  type Params,
  readUnacknowledged,
} from '@drawbridge/core'
import type { Link, LinkReceiver } from '@drawbridge/core/link'
import type { Channel } from './channel.js'
import type { Correlation } from './correlation.js'
import { fromErrorBody, isErrorBody } from './errors.js'
import { factsOf, patienceFor } from './methods.js'
import { type Body, CUSTOM_EVENT, type HostWord, THEME } from './wire.js'

export interface MiniappLink extends Link {
  /** What the host says by itself. */
  hear(word: HostWord): void
}

/**
 * A link to a Boxo host: what the peer says becomes a Boxo message, what the host says becomes JSON-RPC. An event or
 * a request whose type is a Boxo method is that method; any other is a custom event.
 *
 * @param methods The methods that the host has said it has.
 */
export function createMiniappLink(
  channel: Channel,
  correlation: Correlation,
  methods: ReadonlySet<string>,
): MiniappLink {
  let receiver: LinkReceiver | undefined
  let isClosed = false
  let sentAt = 0

  function deliver(text: string): void {
    // Never in the turn of the call: a reply that is there at once would surprise.
    queueMicrotask(() => {
      if (!isClosed) receiver?.message(JSON.parse(text), text.length)
    })
  }

  function tell(method: string, params: Params): void {
    receiver?.message({ jsonrpc: '2.0', method, params }, 0)
  }

  /** Why this host cannot answer a request of this type. */
  function objection(type: string): string | undefined {
    const facts = factsOf(type)
    if (!facts) return
    if (facts.answeredBy)
      return `"${type}" is answered by the event "${facts.answeredBy[0]}". Send it, and listen for that`
    if (!facts.answer) return `Nobody answers "${type}". Use sendCustomEvent`
    if (!methods.has(type)) return `This Boxo host has no "${type}". Ask supports("${type}") first`
    return
  }

  function replyOf(type: string, data: Body): unknown {
    if (factsOf(type) || channel.platform === 'web') return data
    return data.payload ?? null
  }

  /** Method and params as they stand on Boxo's wire. */
  function translate(type: string, payload: unknown): [method: string, params: Body] {
    if (factsOf(type) && type !== CUSTOM_EVENT) return [type, asRecord(payload)]
    return [CUSTOM_EVENT, { type, payload }]
  }

  function ask(id: number | string, { type, payload }: Params): void {
    if (!isName(type)) return
    const why = objection(type)
    if (why) return deliver(encodeError(id, new BridgeError('UNSUPPORTED', why)))
    const [method, params] = translate(type, payload)
    try {
      correlation.ask(channel, method, params, (data) => {
        if (isClosed) return
        const text = isErrorBody(data)
          ? encodeError(id, fromErrorBody(data))
          : encodeReply(id, JSON.stringify(replyOf(type, data)))
        receiver?.message(JSON.parse(text), text.length)
      })
    } catch (error) {
      deliver(encodeError(id, error as BridgeError))
    }
  }

  /** Questions of the bridge itself are answered here: a Boxo host does not know them. */
  function answerOwn(id: number | string, method: string, params: Params): void {
    if (method === 'bridge/ping' || method === 'bridge/closing')
      return deliver(encodeReply(id, 'null'))
    if (method !== 'bridge/capabilities') {
      const why = `A Boxo host takes no ${method === 'appEvent' ? 'app events' : `"${method}"`}`
      return deliver(encodeError(id, new BridgeError('UNSUPPORTED', why)))
    }
    const names = Array.isArray(params.names) ? params.names.filter((name) => isName(name)) : []
    const answer = names.map((name) => [name, methods.has(name) ? 'granted' : 'unknown'])
    deliver(encodeReply(id, JSON.stringify(Object.fromEntries(answer))))
  }

  return {
    transport: `boxo-${channel.platform}`,
    acked: 0,
    get sentAt() {
      return sentAt
    },
    patience: patienceFor,
    send(outgoing) {
      if (isClosed) return
      sentAt = performance.now()
      const message = readUnacknowledged(outgoing, receiver)
      if (message?.method === undefined) return
      const { method, id, params } = message
      if (id === undefined) {
        if (method === 'event' && isName(params.type))
          channel.send(...translate(params.type, params.payload))
      } else if (method === 'event') ask(id, params)
      else answerOwn(id, method, params)
    },
    flush() {},
    listen(next) {
      receiver = next
    },
    agree() {},
    hear({ method, data, id }) {
      // An answer that nobody waits for any more is no event.
      if (isClosed || id !== undefined) return
      const { theme, type, payload } = data
      if (method === THEME) tell('bridge/context', { changed: { theme } })
      else if (method !== CUSTOM_EVENT) tell('event', { type: method, payload: data })
      else if (isName(type)) tell('event', { type, payload: payload ?? null })
    },
    close(reason) {
      if (isClosed) return
      isClosed = true
      receiver?.closed(reason)
    },
  }
}
