import {
  asRecord,
  type BridgeContext,
  BridgeError,
  defaultLimits,
  encodeError,
  encodeReply,
  isName,
  type Params,
  PROTOCOL,
  readUnacknowledged,
} from '@drawbridge/core'
import type { Link, LinkReceiver } from '@drawbridge/core/link'
import { factsOf } from '../methods.js'
import { faultOf } from '../shapes.js'
import { type Body, CUSTOM_EVENT, INIT_DATA, isId, PAY, THEME } from '../wire.js'
import type { Asked, HostWords } from './host-words.js'

/** So many unanswered requests are remembered; the peer refuses long before. */
const REMEMBERED = 1_000

export interface HostLink extends Link {
  readonly isOpen: boolean
  /** What the miniapp said. */
  hear(method: string, params: Body): void
}

export interface HostLinkOptions {
  readonly appId: string
  readonly words: HostWords
  readonly post: (word: Body) => void
  /** The answer to the first question of a miniapp, whatever it may do besides. */
  readonly initData: (context: BridgeContext) => Body
}

/** A link to a Boxo miniapp: it speaks for a miniapp that does not know that there is a peer. */
export function createHostLink({ appId, words, post, initData }: HostLinkOptions): HostLink {
  const asked = new Map<number, Asked>()
  let receiver: LinkReceiver | undefined
  let isOpen = true
  let hasConnected = false
  let nextId = 1
  let sentAt = 0
  let context: BridgeContext = {}

  function say(all: readonly Body[]): void {
    sentAt = performance.now()
    for (const word of all) post(word)
  }

  function deliver(message: object, bytes = 0): void {
    if (!isOpen) return
    receiver?.heard?.()
    receiver?.message({ jsonrpc: '2.0', ...message }, bytes)
  }

  /** Answers the peer in the place of the miniapp. */
  function answerPeer(text: string): void {
    queueMicrotask(() => {
      if (isOpen) receiver?.message(JSON.parse(text), text.length)
    })
  }

  /** Checks what a miniapp sent and gives what it means to the peer. @throws {BridgeError} for what is malformed. */
  function read(
    asks: Asked,
    { request_id: _, ...params }: Body,
  ): [payload: unknown, bytes: number] {
    const facts = factsOf(asks.method)
    if (!facts?.request) {
      const text = `This host knows no method "${asks.method}"`
      throw new BridgeError('UNSUPPORTED', text)
    }
    let text: string
    try {
      text = JSON.stringify(params)
    } catch {
      throw new BridgeError('INVALID_PAYLOAD', `params of "${asks.method}" are not JSON`)
    }
    if (text.length > defaultLimits.messageBytes) {
      const why = `"${asks.method}" has ${text.length} characters of JSON, at most ${defaultLimits.messageBytes}`
      throw new BridgeError('TOO_LARGE', why)
    }
    const body = asRecord(JSON.parse(text))
    const fault = faultOf(facts.request, body, 'params')
    if (fault) throw new BridgeError('INVALID_PAYLOAD', `${fault}, in "${asks.method}"`)
    return [asks.method === CUSTOM_EVENT ? (body.payload ?? null) : body, text.length]
  }

  function hear(method: string, params: Body): void {
    const { request_id: told, type: name, transactionToken: token } = params
    const id = method === PAY ? token : told
    const type = method === CUSTOM_EVENT ? name : method
    const asks: Asked = { method, type: isName(type) ? type : '', id: isId(id) ? id : undefined }
    try {
      const [payload, bytes] = read(asks, params)
      if (method === INIT_DATA) return say(words.answer(asks, initData(context)))
      if (method === 'AppBoxoWebAppInit') return say(words.answer(asks, {}))
      const event = { method: 'event', params: { type: asks.type, payload } }
      if (!isAnswered(asks)) return deliver(event, bytes)
      const own = nextId++
      asked.set(own, asks)
      if (asked.size > REMEMBERED) asked.delete(asked.keys().next().value as number)
      deliver({ id: own, ...event }, bytes)
    } catch (error) {
      say(words.refusal(asks, error as BridgeError))
    }
  }

  function onNotification(method: string, params: Params): void {
    const { type, payload, changed, state, cause } = params
    if (method === 'bridge/context') {
      context = { ...context, ...asRecord(changed) }
      const { theme } = asRecord(changed)
      if (isName(theme)) say([{ type: THEME, theme }])
    } else if (method === 'bridge/lifecycle' && state === 'visible' && cause === 'host')
      say(words.push('AppBoxoWebAppOnRestore', {}))
    else if (method === 'event' && isName(type))
      say(
        factsOf(type)?.pushed && type !== CUSTOM_EVENT
          ? words.push(type, asRecord(payload))
          : words.push(CUSTOM_EVENT, { type, payload }),
      )
  }

  return {
    transport: 'boxo',
    acked: 0,
    get sentAt() {
      return sentAt
    },
    get isOpen() {
      return isOpen
    },
    hear,
    send(outgoing) {
      if (!isOpen) return
      const message = readUnacknowledged(outgoing, receiver)
      if (!message) return
      const { method, id } = message
      if (method === undefined) {
        const asks = asked.get(message.id as number)
        asked.delete(message.id as number)
        if (asks && message.error) say(words.refusal(asks, message.error))
        else if (asks) say(words.answer(asks, message.result))
        // The first answer is the one to the question that was asked in the miniapp's name.
        else context = asRecord(asRecord(message.result).context)
      } else if (id === undefined) onNotification(method, message.params)
      else if (method !== 'event') answerPeer(encodeReply(id, 'null'))
      else {
        const why = 'A Boxo miniapp cannot be asked. Use sendCustomEvent'
        answerPeer(encodeError(id, new BridgeError('UNSUPPORTED', why)))
      }
    },
    flush() {},
    listen(next) {
      receiver = next
      if (hasConnected) return
      hasConnected = true
      const params = {
        protocol: PROTOCOL,
        app: { id: appId },
        sdk: 'boxo',
        features: ['hostEvents'],
      }
      deliver({ id: 0, method: 'bridge/connect', params })
    },
    agree() {},
    close(reason) {
      if (!isOpen) return
      isOpen = false
      receiver?.closed(reason)
    },
  }
}

/**
 * Custom events say whether they wait. What has an answer is answered in any case, to whoever listens for it; what has
 * none only where somebody waits.
 */
function isAnswered({ method, id }: Asked): boolean {
  return id !== undefined || (method !== CUSTOM_EVENT && factsOf(method)?.answer !== undefined)
}
