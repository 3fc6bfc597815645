import { createDeferred } from '../deferred.js'
import { BridgeError } from '../errors.js'
import { createAttempts, type Deliver, type Delivered } from './attempts.js'
import { byStream, deadLetterOf, expiryOf, type OutboxStore, type StoredEvent } from './store.js'
import type { Turns } from './turn.js'
import { judge, type Verdict } from './verdict.js'

/** Streams that are sent at the same time. */
const STREAMS_AT_ONCE = 8
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface FlushOptions {
  /** Whose events may be sent now; undefined for nobody's. Asked before each attempt. */
  subject(): string | undefined
  /**
   * Which way this event goes now; undefined when there is none, until `flush()` is called. An event with a `path` of
   * its own was sent that way without an answer.
   */
  route(event: StoredEvent): string | undefined
  /** Undefined: this path does not take such events after all; ask for a route again. */
  readonly deliver: Deliver
  readonly delivery: 'at-least-once' | 'at-most-once'
  /** All in milliseconds. */
  readonly ttl: number
  readonly timeout: number
  readonly minDelay: number
  readonly maxDelay: number
  readonly maxRetryAfter: number
}

export interface FlushHooks {
  /** An event has left the store. */
  settled(event: StoredEvent, error: BridgeError | undefined, result?: Delivered): void
  /** What waits for this subject, before it is sent: what is not among it was settled by another document. */
  listed(subject: string, events: readonly StoredEvent[]): Promise<void>
  /** The store failed, or a function that was given. */
  failed(error: unknown): void
}

export interface Flusher {
  /** Looks again at what is due: all of it, or one stream that has got an event. */
  flush(stream?: string): void
  /** Something has changed, so that what failed may do better: looks again at all but what the receiver put off. */
  retry(): void
  /** The page is going away: sends what is first in its stream, as far as `keepalive` allows. */
  hide(events: Iterable<StoredEvent>): void
  close(): void
}

/** Sends what is kept: one document at a time, one event of a stream at a time. */
export function createFlusher(
  opened: Promise<{ readonly store: OutboxStore; readonly turns: Turns }>,
  options: FlushOptions,
  hooks: FlushHooks,
): Flusher {
  const { subject, route, deliver, delivery, ttl, timeout } = options
  const attempts = createAttempts(deliver, timeout)
  let isDirty = false
  let isRunning = false
  let isClosed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Streams that are being sent, and those of them that have got another event meanwhile. */
  const active = new Set<string>()
  const joined = new Set<string>()
  /** Streams of which the first event was sent when the page seemed to go away. */
  const leaving = new Set<string>()
  /** Ends a wait for something to do. */
  let wake = createDeferred<void>()
  /** The receiver asked to be left alone until then, whatever the event. */
  let pausedUntil = 0
  /** What failed before then is sent again without its wait. */
  let eagerSince = 0

  async function run(): Promise<void> {
    isRunning = true
    clearTimeout(timer)
    let next = Number.POSITIVE_INFINITY
    try {
      const { store, turns } = await opened
      while (isDirty && !isClosed) {
        isDirty = false
        next = Number.POSITIVE_INFINITY
        const whose = subject()
        if (whose === undefined) break
        const wait = await turns.take(whose, async (isStillMine) => {
          next = await sendAll(store, whose, isStillMine)
        })
        if (wait !== undefined) next = Date.now() + wait
      }
    } catch (error) {
      if (!isClosed) hooks.failed(error)
      next = Date.now() + options.maxDelay
    } finally {
      isRunning = false
    }
    if (isClosed) return
    if (isDirty) return flush()
    if (next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(() => flush(), Math.min(Math.max(next - Date.now(), 0), LONGEST_TIMER_MS))
  }

  function flush(stream?: string): void {
    // What is being sent need not be read again for each event that joins it.
    if (stream !== undefined && active.has(stream)) return void joined.add(stream)
    isDirty = true
    wake.resolve()
    if (!isRunning && !isClosed) void run()
  }

  /**
   * Sends all that is due, what is kept meanwhile included: a stream that takes its time keeps no other waiting. Returns
   * when something is due again.
   */
  async function sendAll(
    store: OutboxStore,
    whose: string,
    isStillMine: () => Promise<boolean>,
  ): Promise<number> {
    const dueAt = new Map<string, number>()
    let failure: { readonly reason: unknown } | undefined

    async function runStream(stream: string, events: readonly StoredEvent[]): Promise<void> {
      active.add(stream)
      try {
        dueAt.set(stream, await drain(store, events, isStillMine))
      } catch (reason) {
        failure ??= { reason }
      }
      active.delete(stream)
      if (joined.delete(stream)) isDirty = true
      wake.resolve()
    }

    let streams = new Map<string, StoredEvent[]>()
    const isOver = (): boolean => isClosed || failure !== undefined || subject() !== whose
    isDirty = true
    while (active.size > 0 || ((isDirty || streams.size > 0) && !isOver())) {
      wake = createDeferred()
      if (isDirty && !isOver()) {
        isDirty = false
        const events = await store.list(whose)
        await hooks.listed(whose, events)
        streams = byStream(events)
        for (const stream of active) streams.delete(stream)
      }
      for (const [stream, events] of streams) {
        if (active.size >= STREAMS_AT_ONCE || isOver()) break
        streams.delete(stream)
        void runStream(stream, events)
      }
      if (active.size > 0) await wake.promise
    }
    if (failure) throw failure.reason
    return Math.min(Number.POSITIVE_INFINITY, ...dueAt.values())
  }

  async function drain(
    store: OutboxStore,
    stream: readonly StoredEvent[],
    isStillMine: () => Promise<boolean>,
  ): Promise<number> {
    for (const event of stream) {
      const death = overdue(event)
      if (death) {
        await bury(store, event, death)
        continue
      }
      const { notBefore, isHeld, triedAt = 0 } = event
      const due = Math.max(isHeld || triedAt >= eagerSince ? notBefore : 0, pausedUntil)
      const expiry = event.at + ttl
      if (due > Date.now()) return Math.min(due, expiry)
      const retryAt = await send(store, event, isStillMine)
      if (retryAt !== undefined) return Math.min(retryAt, expiry)
    }
    return Number.POSITIVE_INFINITY
  }

  /** Why this event is not sent any more. */
  function overdue(event: StoredEvent): BridgeError | undefined {
    if (event.path === undefined || delivery === 'at-least-once') return expiryOf(event, ttl)
    return new BridgeError(
      'OUTCOME_UNKNOWN',
      'The event was sent and nobody knows whether it arrived. With "at-most-once" it is not repeated',
      { outcome: 'unknown' },
    )
  }

  /** Undefined when the event has left the store; else when it is due again. */
  async function send(
    store: OutboxStore,
    event: StoredEvent,
    isStillMine: () => Promise<boolean>,
  ): Promise<number | undefined> {
    const path = isClosed || subject() !== event.subject ? undefined : route(event)
    if (path === undefined || !(await isStillMine())) return Number.POSITIVE_INFINITY
    const marked = { ...event, attempts: event.attempts + 1, path }
    // Written down before it is sent: whoever finds it after a crash knows that it may have arrived.
    if (!(await store.update(marked))) return
    // The page seemed to go away and has sent it: the end of that looks again.
    if (leaving.has(event.stream)) return Number.POSITIVE_INFINITY
    try {
      const result = await attempts.make(marked, path)
      if (result === undefined) {
        await store.update(event)
        return send(store, event, isStillMine)
      }
      await store.remove(event)
      hooks.settled(event, undefined, result)
      return
    } catch (thrown) {
      if (isClosed) return Number.POSITIVE_INFINITY
      return onFailure(store, marked, event.path, judge(thrown))
    }
  }

  async function onFailure(
    store: OutboxStore,
    event: StoredEvent,
    pathBefore: string | undefined,
    { error, isFinal, isUnknown, retryAfter }: Verdict,
  ): Promise<number | undefined> {
    if (isFinal) return void (await bury(store, event, error))
    if (isUnknown && delivery === 'at-most-once')
      return void (await bury(store, event, overdue(event) ?? error))
    const now = Date.now()
    if (retryAfter !== undefined) pausedUntil = now + Math.min(retryAfter, options.maxRetryAfter)
    const isHeld = retryAfter !== undefined
    const again = { ...event, path: isUnknown ? event.path : pathBefore, triedAt: now, isHeld }
    // Without a way there is nothing to wait for but the next one.
    const delay = route(again) === undefined ? 0 : backoff(event.attempts)
    const notBefore = isHeld ? pausedUntil : now + delay
    await store.update({ ...again, notBefore })
    return notBefore
  }

  function backoff(attempts: number): number {
    const full = Math.min(options.maxDelay, options.minDelay * 2 ** (attempts - 1))
    // Pages that failed together must not come back together.
    return full / 2 + (Math.random() * full) / 2
  }

  async function bury(store: OutboxStore, event: StoredEvent, error: BridgeError): Promise<void> {
    await store.bury(event, deadLetterOf(event, error, Date.now()))
    hooks.settled(event, error)
  }

  /** It stays in the store until its answer is heard: a page that is gone hears none, and the next one sends it again. */
  async function sendLast(event: StoredEvent, path: string): Promise<void> {
    leaving.add(event.stream)
    try {
      const result = await attempts.make(event, path)
      if (!result) return
      await (await opened).store.remove(event)
      hooks.settled(event, undefined, result)
    } catch {
      // As if it had not been tried: the next round judges for itself.
    } finally {
      leaving.delete(event.stream)
      flush(event.stream)
    }
  }

  return {
    flush,
    retry() {
      eagerSince = Date.now()
      flush()
    },
    hide(events) {
      const whose = subject()
      // What was sent in this way is not written down before: that takes longer than the page has.
      if (isClosed || delivery === 'at-most-once' || pausedUntil > Date.now()) return
      for (const [stream, [first]] of byStream(events)) {
        if (!first || first.subject !== whose || attempts.isBusy(stream) || overdue(first)) continue
        const path = route(first)
        if (path === undefined) continue
        void sendLast(first, path)
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      attempts.abort()
    },
  }
}
