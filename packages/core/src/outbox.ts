import { createDeferred, type Deferred } from './deferred.js'
import { isolate } from './emitter.js'
import { BridgeError } from './errors.js'
import { createId } from './id.js'
import { encodeJson } from './json.js'
import { checkName } from './messages.js'
import type { Delivered } from './outbox/attempts.js'
import { createFlusher, type FlushOptions } from './outbox/flusher.js'
import { openIndexedStore } from './outbox/indexed-store.js'
import { memoryStore } from './outbox/memory-store.js'
import type {
  DeadLetter,
  OutboxBounds,
  OutboxCounters,
  OutboxStore,
  StoredEvent,
} from './outbox/store.js'
import { createTurns, type Turns } from './outbox/turn.js'

export type { Attempt, Delivered } from './outbox/attempts.js'
export {
  createSinkEvents,
  readSubject,
  type SinkEvent,
  type SinkSettings,
  watchOutboxPage,
} from './outbox/sink.js'
export type { DeadLetter, OutboxCounters, StoredEvent } from './outbox/store.js'

/** What everybody who keeps events may set. Durations in milliseconds. */
export interface OutboxSettings extends Partial<OutboxBounds> {
  /** Of the database; outboxes of one name and one origin share what they keep. @default 'drawbridge-outbox' */
  readonly name?: string | undefined
  /**
   * What becomes of an event that was sent and got no answer: `at-least-once` sends it again with the same key;
   * `at-most-once` makes a dead letter of it. @default 'at-least-once'
   */
  readonly delivery?: 'at-least-once' | 'at-most-once' | undefined
  /** After it an event is a dead letter. @default 604_800_000, a week */
  readonly ttl?: number | undefined
  /** For each attempt. @default 30_000 */
  readonly timeout?: number | undefined
  /** The first wait after a failure, doubled each time. @default 1_000 */
  readonly minDelay?: number | undefined
  /** @default 60_000 */
  readonly maxDelay?: number | undefined
  /** The longest that a receiver may ask for. @default 3_600_000 */
  readonly maxRetryAfter?: number | undefined
  /** Hears when the storage fails. */
  readonly onError?: ((error: BridgeError) => void) | undefined
}

export interface OutboxOptions
  extends OutboxSettings,
    Pick<FlushOptions, 'subject' | 'route' | 'deliver'> {}

export interface KeepOptions {
  /** Idempotency key; a random one by default. */
  readonly key?: string | undefined
  /** Events of one stream keep their order; those of different ones do not wait for each other. @default '' */
  readonly stream?: string | undefined
}

export interface Kept {
  readonly key: string
  /** Whether it outlives this page. */
  readonly durable: boolean
  /** The same event with this key was kept already. */
  readonly isRepeat: boolean
  /** What became of it; rejects with the reason of a dead letter. Never an unhandled rejection. */
  readonly settled: Promise<Delivered>
}

export interface OutboxStatus extends OutboxCounters {
  readonly durable: boolean
}

/** What a page can see and do of what is kept. */
export interface OutboxControls {
  /**
   * Looks again now: somebody has signed in, a path is open, the network is back. What failed need not wait any longer,
   * unless the receiver asked for it.
   */
  flush(): void
  status(): Promise<OutboxStatus>
  /** The events of the present subject that were given up, oldest first. */
  deadLetters(): Promise<DeadLetter[]>
  /** Sends a dead letter of the present subject again, as a new event with its old key. */
  redeliver(key: string): Promise<void>
  discard(key: string): Promise<void>
}

export interface Outbox extends OutboxControls {
  /**
   * Keeps an event, and sends it when it can.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` · `KEY_REUSED` for another event with the same key · `QUEUE_FULL` when it is
   * over a bound: it is not kept · `UNAUTHORIZED` without a subject
   */
  keep(event: string, data: unknown, options?: KeepOptions): Promise<Kept>
  /** The page is going away. */
  hide(): void
  /** Stops sending; what is kept in storage stays there. */
  close(error: BridgeError): void
}

/** Events that are kept until they have arrived, in IndexedDB where there is one. */
export function createOutbox(options: OutboxOptions): Outbox {
  const settings = readSettings(options)
  const { name, maxEvents, maxBytes, ttl } = settings
  const bounds = { maxEvents, maxBytes }
  /** What this document has kept and not seen leave. */
  const mine = new Map<string, { readonly event: StoredEvent; readonly end: Deferred<Delivered> }>()
  const opened = openStore(name, settings.timeout + 5_000, onDeleted)
  let closed: BridgeError | undefined
  let isLeaving = false

  const flusher = createFlusher(
    opened,
    { ...settings, subject: options.subject, route: options.route, deliver: options.deliver },
    {
      settled: (event, error, result = {}) => settle(nameOf(event), error, result),
      async listed(subject, events) {
        const waiting = new Set(events.map(nameOf))
        const { store } = await opened
        for (const [entry, { event }] of [...mine]) {
          if (event.subject !== subject || waiting.has(entry)) continue
          // Another document has sent it, or given it up.
          const letter = await store.deadLetter(subject, event.key)
          settle(entry, letter && deathOf(letter))
        }
      },
      failed: (cause) => options.onError?.(storageFailed(cause)),
    },
  )

  function settle(entry: string, error: BridgeError | undefined, result: Delivered = {}): void {
    const end = mine.get(entry)?.end
    mine.delete(entry)
    if (error) end?.reject(error)
    else end?.resolve(result)
  }

  function onDeleted(): void {
    const text = `The storage "${name}" of the outbox was deleted with what waited in it. Keep an event again, with its key, if it has not arrived`
    const error = new BridgeError('OUTCOME_UNKNOWN', text, { outcome: 'unknown' })
    for (const entry of [...mine.keys()]) settle(entry, error)
    isolate(() => options.onError?.(error))
  }

  function whose(): string {
    const subject = options.subject()
    if (subject !== undefined) return subject
    const text = 'subject gives nobody. Keep events when a user is known'
    throw new BridgeError('UNAUTHORIZED', text, { retryable: true })
  }

  async function keep(event: StoredEvent): Promise<Kept> {
    const { store } = await opened
    if (closed) throw new BridgeError(closed.code, closed.message, { stage: 'queued' })
    const known = await store.add(event, bounds, ttl).catch((cause: unknown) => {
      throw storageFailed(cause)
    })
    if (known === 'full')
      throw new BridgeError(
        'QUEUE_FULL',
        `"${event.event}" was not kept: ${maxEvents} events or ${maxBytes} characters wait already. Wait for their receipts, or raise maxEvents or maxBytes`,
        { stage: 'queued', retryable: true, data: await store.counters() },
      )
    if (known && (known.event !== event.event || known.data !== event.data))
      throw new BridgeError(
        'KEY_REUSED',
        `The key "${event.key}" waits with another event. Make a new key for a new event`,
      )
    const entry = nameOf(event)
    const end = mine.get(entry)?.end ?? createDeferred<Delivered>()
    mine.set(entry, { event: known ?? event, end })
    flusher.flush(event.stream)
    const { durable } = store
    return { key: event.key, durable, isRepeat: known !== undefined, settled: end.promise }
  }

  function hide(): void {
    isLeaving = true
    flusher.hide([...mine.values()].map(({ event }) => event))
  }

  return {
    async keep(event, data, { key = createId(), stream = '' } = {}) {
      checkName('event', event)
      checkName('key', key)
      if (stream !== '') checkName('stream', stream)
      const text = encodeJson(data, 'data')
      const subject = whose()
      const at = Date.now()
      const fresh = { subject, key, event, data: text, stream, at, attempts: 0, notBefore: 0 }
      // A page that is going away may not live until the store has it.
      if (isLeaving) flusher.hide([...[...mine.values()].map((one) => one.event), fresh])
      return keep(fresh)
    },
    flush() {
      isLeaving = false
      flusher.retry()
    },
    async status() {
      const { store } = await opened
      return { durable: store.durable, ...(await store.counters()) }
    },
    async deadLetters() {
      return (await opened).store.deadLetters(whose())
    },
    async redeliver(key) {
      const { store } = await opened
      const letter = await store.deadLetter(whose(), key)
      if (!letter) throw new BridgeError('INVALID_PAYLOAD', `key "${key}" is no dead letter`)
      const { reason, diedAt, ...event } = letter
      await keep({ ...event, at: Date.now(), attempts: 0, notBefore: 0 })
    },
    async discard(key) {
      await (await opened).store.discard(whose(), key)
    },
    hide,
    close(error) {
      if (closed) return
      closed = error
      flusher.close()
      void opened.then(({ turns }) => turns.close())
      for (const entry of [...mine.keys()]) settle(entry, error)
    },
  }
}

async function openStore(
  name: string,
  leaseMs: number,
  onDeleted: () => void,
): Promise<{ store: OutboxStore; turns: Turns }> {
  // Probed, not assumed: a frame of another site, or in a sandbox, may have none.
  const store = await openIndexedStore(name, onDeleted).catch(memoryStore)
  return { store, turns: createTurns(name, store, leaseMs) }
}

function readSettings(options: OutboxSettings) {
  const positive = (field: keyof OutboxSettings, standard: number): number => {
    const value: unknown = options[field] ?? standard
    if (typeof value === 'number' && value > 0) return value
    throw new BridgeError('INVALID_PAYLOAD', `${field} must be a number above 0`)
  }
  const { name = 'drawbridge-outbox', delivery = 'at-least-once' } = options
  checkName('name', name)
  if (delivery !== 'at-least-once' && delivery !== 'at-most-once')
    throw new BridgeError('INVALID_PAYLOAD', 'delivery must be "at-least-once" or "at-most-once"')
  return {
    name,
    delivery,
    ttl: positive('ttl', 7 * 24 * 60 * 60_000),
    timeout: positive('timeout', 30_000),
    minDelay: positive('minDelay', 1_000),
    maxDelay: positive('maxDelay', 60_000),
    maxRetryAfter: positive('maxRetryAfter', 60 * 60_000),
    maxEvents: positive('maxEvents', 1_000),
    maxBytes: positive('maxBytes', 5_000_000),
  } as const
}

function nameOf({ subject, key }: StoredEvent): string {
  return JSON.stringify([subject, key])
}

function deathOf({ reason: { code, message, outcome } }: DeadLetter): BridgeError {
  return new BridgeError(code, message, { outcome })
}

function storageFailed(cause: unknown): BridgeError {
  const isNewer = (cause as { readonly name?: unknown } | undefined)?.name === 'VersionError'
  const text = isNewer
    ? 'A later version of this page has taken over the storage of the outbox. Reload this page'
    : 'The storage of the outbox failed. Free space in the browser, or repeat the call'
  return new BridgeError('QUEUE_FULL', text, { stage: 'queued', retryable: true, cause })
}
