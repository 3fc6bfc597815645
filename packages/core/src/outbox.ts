import { BridgeError } from './errors.js'
import {
  QUEUED_EVENT_BYTES,
  QUEUED_EVENTS,
  QUEUED_REQUEST_BYTES,
  QUEUED_REQUESTS,
} from './limits.js'
import type { Link, Outgoing } from './link.js'

/** A request or an event on its way to the link. */
export interface Item extends Outgoing {
  text: string
  readonly type: string
  readonly bytes: number
  /** Only events: takes the place of the last one of its type that has not left. */
  readonly isCoalesced?: boolean
  /** Only requests: gives the text when its turn has come, since ids are per session and in wire order. */
  readonly take?: () => string
}

export interface Outbox {
  /**
   * @param urgent Goes before what waits, past the window.
   * @throws {BridgeError} `QUEUE_FULL`
   */
  push(item: Item, urgent?: boolean): void
  attach(link: Link, inFlight: number): void
  /** What has not left waits for the next session. Returns the events that left and were not acknowledged. */
  detach(): Item[]
  /** A request has ended, however: its place in the window is free. */
  release(item: Item): void
  acked(): void
  /** Gives up what waits and returns its events. */
  clear(): Item[]
}

/**
 * The queue in front of the link, in program order. A request waits while `inFlight` of them are
 * unanswered, and what was said after it waits behind it.
 */
export function createOutbox(): Outbox {
  let link: Link | undefined
  let inFlight = 0
  let maxInFlight = 0
  let queue: Item[] = []
  let queuedBytes = 0
  /** Handed to the link and not acknowledged, in order. */
  let handed: Item[] = []
  /** The last coalesced event of each type. */
  const coalesced = new Map<string, Item>()
  /** Requests that count in the window. */
  const counted = new Set<Item>()

  function handOver(item: Item, to: Link): void {
    if (item.take) {
      item.text = item.take()
      counted.add(item)
      inFlight++
    }
    handed.push(item)
    to.send(item)
  }

  function drain(): void {
    if (!link || queue.length === 0) return
    let taken = 0
    for (const item of queue) {
      if (!item.withdrawn) {
        if (item.take && inFlight >= maxInFlight) break
        handOver(item, link)
      }
      queuedBytes -= item.bytes
      taken++
    }
    if (taken > 0) queue = queue.slice(taken)
  }

  function checkRoom(item: Item): void {
    const isTight = !item.take && !link
    const max = isTight ? QUEUED_EVENTS : QUEUED_REQUESTS
    const maxBytes = isTight ? QUEUED_EVENT_BYTES : QUEUED_REQUEST_BYTES
    // Only the few who wait for long count one kind apart: events without a connection.
    const count = isTight ? queue.filter((other) => !other.take).length : queue.length
    if (count >= max || queuedBytes + item.bytes > maxBytes)
      throw new BridgeError(
        'QUEUE_FULL',
        `Cannot send "${item.type}": ${count} messages wait already. Wait for the connection or for answers before sending more`,
        { stage: 'queued', retryable: true },
      )
  }

  /** Takes back what `item` replaces. */
  function coalesce(item: Item): void {
    const older = coalesced.get(item.type)
    coalesced.set(item.type, item)
    if (!older || older.n !== undefined || older.withdrawn) return
    older.withdrawn = true
    const at = queue.indexOf(older)
    if (at < 0) return
    queue.splice(at, 1)
    queuedBytes -= older.bytes
  }

  return {
    push(item, urgent = false) {
      if (item.isCoalesced) coalesce(item)
      if (urgent && link) return handOver(item, link)
      checkRoom(item)
      queue.push(item)
      queuedBytes += item.bytes
      drain()
    },
    attach(next, max) {
      link = next
      maxInFlight = max
      drain()
    },
    detach() {
      const acked = link?.acked ?? 0
      const lost: Item[] = []
      const unsent: Item[] = []
      for (const item of handed) {
        if (item.withdrawn) continue
        if (item.n === undefined) unsent.push(item)
        else if (!item.take && item.n > acked) lost.push(item)
      }
      for (const item of unsent) queuedBytes += item.bytes
      queue = [...unsent, ...queue]
      coalesced.clear()
      for (const item of queue) if (item.isCoalesced) coalesced.set(item.type, item)
      link = undefined
      handed = []
      counted.clear()
      inFlight = 0
      return lost
    },
    release(item) {
      if (item.n === undefined) item.withdrawn = true
      if (!counted.delete(item)) return
      inFlight--
      drain()
    },
    acked() {
      const acked = link?.acked ?? 0
      let done = 0
      for (const { n, withdrawn } of handed) {
        if (!withdrawn && (n === undefined || n > acked)) break
        done++
      }
      if (done > 0) handed = handed.slice(done)
    },
    clear() {
      const events = queue.filter((item) => !item.take && !item.withdrawn)
      queue = []
      coalesced.clear()
      queuedBytes = 0
      return events
    },
  }
}
