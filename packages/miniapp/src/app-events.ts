import {
  appEventParams,
  asRecord,
  BridgeError,
  checkName,
  createId,
  encodeJson,
  isBridgeError,
  neverSent,
  type Peer,
  type Session,
} from '@drawbridge/core'

const MAX_WAITING = 1_000
const RETRY_MS = 1_000
const RETRY_MS_MAX = 30_000

export interface AppEventOptions {
  /** Idempotency key; a random one by default. */
  readonly key?: string | undefined
  /** With an outbox: events of one stream keep their order; those of different ones do not wait for each other. */
  readonly stream?: string | undefined
}

export interface Delivery {
  /** The receiver had this key before and did nothing a second time. */
  readonly duplicate: boolean
  /** The receiver honours keys, so that a repeated delivery has no second effect. */
  readonly once: boolean
  /** With an outbox: which way it went. */
  readonly path?: 'bridge' | 'sink'
  /** With an outbox: the receiver has it where it outlives pages. */
  readonly durable?: boolean
}

/** What `sendAppEvent` gives: the event is kept and will be delivered. */
export interface Receipt {
  readonly key: string
  /** Whether it outlives this page. False without an outbox, and where neither this page nor the host can keep it. */
  readonly durable: boolean
  readonly path: 'bridge' | 'outbox'
  /** Resolves when the event was acknowledged; never an unhandled rejection. */
  readonly delivered: Promise<Delivery>
}

/** Keeps the app events of a miniapp: `outbox()` of `@drawbridge/miniapp/outbox`. */
export interface AppEventKeeper {
  readonly join: (peer: Peer, session: () => Session | undefined, status: () => string) => AppEvents
}

interface Waiting {
  readonly event: string
  readonly data: string
  readonly key: string
  readonly resolve: (delivery: Delivery) => void
  readonly reject: (error: unknown) => void
  tries: number
  isUnderWay: boolean
}

export interface AppEvents {
  send(event: string, data: unknown, options?: AppEventOptions): Promise<Receipt>
  /** A session has begun, or may do more, or none is waited for: sends what can be sent. */
  resume(): void
  /** No host will come any more. */
  close(error: BridgeError): void
}

/** App events, at least once each: what fails on the way is sent again with the same key. */
export function createAppEvents(peer: Peer): AppEvents {
  const waiting = new Set<Waiting>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed: BridgeError | undefined

  async function attempt(entry: Waiting): Promise<void> {
    const { connection } = peer
    if (entry.isUnderWay || !connection) return
    entry.isUnderWay = true
    entry.tries++
    const once = connection.features.includes('keys')
    try {
      const { event, data, key } = entry
      const params = (silence: number): string => appEventParams(event, data, { key, silence })
      const result = await peer.call('appEvent', `app event ${event}`, params, { key })
      waiting.delete(entry)
      entry.resolve({ duplicate: asRecord(result).duplicate === true, once })
    } catch (error) {
      entry.isUnderWay = false
      if (isBridgeError(error) && error.retryable) return retryLater(entry.tries)
      waiting.delete(entry)
      entry.reject(error)
    }
  }

  function resume(): void {
    for (const entry of waiting) void attempt(entry)
  }

  /** Without a connection the next session sends it. */
  function retryLater(tries: number): void {
    if (!peer.connection) return
    timer ??= setTimeout(
      () => {
        timer = undefined
        resume()
      },
      Math.min(RETRY_MS * 2 ** (tries - 1), RETRY_MS_MAX),
    )
  }

  return {
    async send(event, data, { key = createId() } = {}) {
      checkName('event', event)
      checkName('key', key)
      const text = encodeJson(data, 'data')
      if (closed) throw neverSent(closed)
      if (waiting.size >= MAX_WAITING)
        throw new BridgeError(
          'QUEUE_FULL',
          `${MAX_WAITING} app events wait already. Wait for their receipts`,
        )
      const delivered = new Promise<Delivery>((resolve, reject) => {
        const entry = { event, data: text, key, resolve, reject, tries: 0, isUnderWay: false }
        waiting.add(entry)
        void attempt(entry)
      })
      delivered.catch(() => {})
      return { key, durable: false, path: 'bridge', delivered }
    },
    resume,
    close(error) {
      closed = error
      clearTimeout(timer)
      const entries = [...waiting]
      waiting.clear()
      for (const entry of entries) entry.reject(error)
    },
  }
}
