import { BridgeError } from '../errors.js'

/** An event as it is kept: everything that a later page needs to send it, but no token. */
export interface StoredEvent {
  /** Whose event it is. It is sent for nobody else. */
  readonly subject: string
  /** The idempotency key; with the subject, the name of the entry. */
  readonly key: string
  readonly event: string
  /** JSON text. */
  readonly data: string
  /** Events of one stream are sent one after the other, in the order in which they were kept. */
  readonly stream: string
  /** `Date.now()` milliseconds when it was kept. */
  readonly at: number
  /** How often it was sent. */
  readonly attempts: number
  /** `Date.now()` milliseconds before which it is not sent again. */
  readonly notBefore: number
  /** It was the receiver that asked for `notBefore`. */
  readonly isHeld?: boolean | undefined
  /** `Date.now()` milliseconds of the last failure. */
  readonly triedAt?: number | undefined
  /** The path of an attempt that is under way, or that ended without a word of what became of it. */
  readonly path?: string | undefined
}

/** An event that was given up, and why. */
export interface DeadLetter extends Omit<StoredEvent, 'notBefore' | 'isHeld' | 'triedAt' | 'path'> {
  readonly reason: {
    readonly code: string
    readonly message: string
    readonly outcome: 'none' | 'unknown'
  }
  /** `Date.now()` milliseconds. */
  readonly diedAt: number
}

export interface OutboxBounds {
  /** Events that wait, of all subjects. @default 1_000 */
  readonly maxEvents: number
  /** Their size: `string.length` of names and data. @default 5_000_000 */
  readonly maxBytes: number
}

export interface OutboxCounters {
  /** Events that wait, of all subjects, and their size. */
  readonly events: number
  readonly bytes: number
  /** Events that were refused with `QUEUE_FULL`, ever. */
  readonly refused: number
  readonly deadLetters: number
  /** Dead letters that made room for later ones, ever. */
  readonly droppedDeadLetters: number
}

/** Keeps events. Each method is one transaction. */
export interface OutboxStore {
  /** Whether what is kept outlives the page. */
  readonly durable: boolean
  /**
   * The entry that has the same subject and key already, or undefined when this one was taken; then it is no dead letter
   * any more. Without room those older than `ttl` are given up, whoever's they are; `full` if there is none even so.
   */
  add(
    event: StoredEvent,
    bounds: OutboxBounds,
    ttl: number,
  ): Promise<StoredEvent | 'full' | undefined>
  /** Oldest first. */
  list(subject: string): Promise<StoredEvent[]>
  /** False when there is none any more. */
  update(event: StoredEvent): Promise<boolean>
  /** It was delivered, even if it was given up meanwhile. */
  remove(event: Pick<StoredEvent, 'subject' | 'key'>): Promise<void>
  bury(event: StoredEvent, letter: DeadLetter): Promise<void>
  /** Of one subject, oldest first. */
  deadLetters(subject: string): Promise<DeadLetter[]>
  deadLetter(subject: string, key: string): Promise<DeadLetter | undefined>
  discard(subject: string, key: string): Promise<void>
  counters(): Promise<OutboxCounters>
  /** Takes or renews the lease of this name, unless another owner has it until later than `now`. */
  lease(name: string, owner: string, now: number, until: number): Promise<boolean>
}

/** So many dead letters are kept; the oldest make room. */
export const DEAD_LETTERS = 1_000

export function sizeOf({ event, data, key, stream }: StoredEvent): number {
  return event.length + data.length + key.length + stream.length
}

export function deadLetterOf(stored: StoredEvent, error: BridgeError, now: number): DeadLetter {
  const { notBefore, isHeld, triedAt, path, ...letter } = stored
  const { code, message, outcome } = error
  return { ...letter, reason: { code, message, outcome }, diedAt: now }
}

/** Why an event is not sent any more, when its time is over. */
export function expiryOf({ path, at }: StoredEvent, ttl: number): BridgeError | undefined {
  if (Date.now() - at < ttl) return
  const outcome = path === undefined ? 'none' : 'unknown'
  return new BridgeError(
    'EXPIRED',
    `The event was not delivered within ${ttl} ms. Raise ttl, or look for what kept it from being sent`,
    { outcome },
  )
}

export function byStream(events: Iterable<StoredEvent>): Map<string, StoredEvent[]> {
  const streams = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const stream = streams.get(event.stream)
    if (stream) stream.push(event)
    else streams.set(event.stream, [event])
  }
  return streams
}
