import {
  BridgeError,
  createDeferred,
  type Deferred,
  FEATURES,
  fromWireError,
  isRecord,
  type Transport,
  toWireError,
} from '@drawbridge/core'
import { createWireEnd, type WireEnd, type WireMessage } from './wire-end.js'

const ALIVE_MS = 100

/** What a fake was told or asked. */
export interface Received {
  /** `event`, `request` or `reply`; everything that is the bridge's own is `control`. */
  readonly kind: 'event' | 'request' | 'reply' | 'control'
  /** JSON-RPC method; empty for a reply. */
  readonly method: string
  /** Event type, also of an app event; else empty. */
  readonly type: string
  readonly payload: unknown
  readonly key: string | undefined
}

export type FakeAnswer = (payload: unknown, received: Received) => unknown

export interface FakeSideOptions {
  /** What this side says that it can do. @default all that it can */
  readonly features?: readonly string[] | undefined
  /** The protocol that it speaks. @default 1 */
  readonly protocol?: number | undefined
  /** Milliseconds before each answer. @default 0 */
  readonly delay?: number | undefined
}

/** What both fakes do. They speak the wire by themselves, without the code of a real side. */
export interface FakeSide {
  /** Everything that came, in order. */
  readonly received: readonly Received[]
  /**
   * Answers requests of a type with what `answer` returns; an error that it throws is the answer too. `'*'`
   * answers the types that have no answer of their own; without one the answer is `NO_HANDLER`.
   */
  answer(type: string, answer: FakeAnswer): void
  send(type: string, payload: unknown): void
  request(type: string, payload: unknown, meta?: { readonly key?: string }): Promise<unknown>
  /** Sends any message, or any text as a packet of its own. */
  raw(message: WireMessage | string): void
  /** From now on it hears and says nothing, like a side that hangs. */
  silence(): void
  /** Says goodbye and ends the session. @param reason @default 'closed' */
  close(reason?: string): void
}

export interface FakeCore {
  readonly side: FakeSide
  /** Speaks over this transport from now on. */
  begin(transport: Transport): void
  send(message: WireMessage): void
  ask(method: string, params: WireMessage, id?: number): Promise<unknown>
  watch(listener: (received: Received) => void): void
  /** After each answer to `bridge/connect`. */
  whenConnected(listener: () => void): void
}

/** @param onConnect gives the result of `bridge/connect`, or throws the refusal. */
export function createFakeSide(
  { features = FEATURES, delay = 0 }: FakeSideOptions,
  onConnect: (params: WireMessage) => unknown,
): FakeCore {
  const received: Received[] = []
  const listeners: ((received: Received) => void)[] = []
  const connectedListeners: (() => void)[] = []
  const answers = new Map<string, FakeAnswer>()
  let asked = new Map<unknown, Deferred<unknown>>()
  let end: WireEnd | undefined
  let nextId = 1
  let isSilent = false
  let held = 0
  let aliveTimer: ReturnType<typeof setTimeout> | undefined

  function send(message: WireMessage): void {
    if (!isSilent) end?.send({ jsonrpc: '2.0', ...message })
  }

  function note(entry: Received): Received {
    received.push(entry)
    for (const listener of listeners) listener(entry)
    return entry
  }

  function sayAlive(): void {
    aliveTimer = undefined
    if (held === 0 || isSilent || !features.includes('alive')) return
    send({ method: '$/alive', params: {} })
    aliveTimer = setTimeout(sayAlive, ALIVE_MS)
  }

  /** Answers in the session in which it was asked, and in no other. */
  async function reply(id: unknown, work: () => unknown): Promise<void> {
    const own = end
    held++
    aliveTimer ??= setTimeout(sayAlive, ALIVE_MS)
    let answer: WireMessage
    try {
      const result = await work()
      answer = { id, result: result ?? null }
    } catch (error) {
      const known =
        error instanceof BridgeError ? error : new BridgeError('HANDLER_FAILED', `${error}`)
      answer = { id, error: toWireError(known) }
    }
    if (delay > 0) await new Promise((resolve) => void setTimeout(resolve, delay))
    held--
    if (own === end) send(answer)
  }

  function onRequest(id: unknown, method: string, params: WireMessage): void {
    const isCall = method === 'event' || method === 'appEvent'
    const meta = isRecord(params._meta) ? params._meta : {}
    const entry = note({
      kind: isCall ? 'request' : 'control',
      method,
      type: isCall ? String(params.type ?? params.event) : '',
      payload: isCall ? (method === 'event' ? params.payload : params.data) : params,
      key: typeof meta.key === 'string' ? meta.key : undefined,
    })
    if (method === 'bridge/connect')
      return void reply(id, () => onConnect(params)).then(() => {
        for (const listener of connectedListeners) listener()
      })
    if (method === 'bridge/ping' || method === 'bridge/closing') return send({ id, result: null })
    const answer = answers.get(entry.type || method) ?? answers.get('*')
    void reply(id, () => {
      if (answer) return answer(entry.payload, entry)
      throw new BridgeError('NO_HANDLER', `The fake has no answer for "${entry.type || method}"`)
    })
  }

  function onMessage({ id, method, params, result, error }: WireMessage): void {
    if (isSilent) return
    const given = isRecord(params) ? params : {}
    if (typeof method !== 'string') {
      note({ kind: 'reply', method: '', type: '', payload: error ?? result, key: undefined })
      const call = asked.get(id)
      asked.delete(id)
      if (error === undefined) call?.resolve(result)
      else call?.reject(fromWireError(error))
    } else if (id !== undefined) onRequest(id, method, given)
    else if (method === 'event')
      note({
        kind: 'event',
        method,
        type: String(given.type),
        payload: given.payload,
        key: undefined,
      })
    else {
      note({ kind: 'control', method, type: '', payload: given, key: undefined })
      if (method === 'bridge/close') over()
    }
    if (features.includes('ack') && method !== 'bridge/connect') end?.acknowledge()
  }

  function over(): void {
    end?.close()
    end = undefined
    clearTimeout(aliveTimer)
    aliveTimer = undefined
    const calls = [...asked.values()]
    asked = new Map()
    for (const call of calls) call.reject(new BridgeError('DISCONNECTED', 'The session ended'))
  }

  function ask(method: string, params: WireMessage, id: number = nextId++): Promise<unknown> {
    const call = createDeferred<unknown>()
    asked.set(id, call)
    send({ id, method, params })
    return call.promise
  }

  return {
    begin(transport) {
      over()
      isSilent = false
      nextId = 1
      end = createWireEnd(transport, onMessage)
    },
    send,
    ask,
    watch: (listener) => void listeners.push(listener),
    whenConnected: (listener) => void connectedListeners.push(listener),
    side: {
      received,
      answer: (type, answer) => void answers.set(type, answer),
      send: (type, payload) => send({ method: 'event', params: { type, payload } }),
      request: (type, payload, meta) =>
        ask('event', { type, payload, ...(meta && { _meta: meta }) }),
      raw: (message) => (typeof message === 'string' ? end?.post(message) : send(message)),
      silence() {
        isSilent = true
      },
      close(reason = 'closed') {
        send({ method: 'bridge/close', params: { reason } })
        over()
      },
    },
  }
}
