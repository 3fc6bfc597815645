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
  /** Only requests: their text is made when their turn has come, since ids are per session and in wire order. */
  readonly method?: string
}

export interface Queue {
  /**
   * @param urgent Goes before what waits, past the window.
   * @throws {BridgeError} `QUEUE_FULL`
   */
  push(item: Item, urgent?: boolean): void
  /** @param acks Whether the other side says what has arrived. */
  attach(link: Link, acks: boolean): void
  /** What has not left waits for the next session. Returns the events that left and were not acknowledged. */
  detach(): Item[]
  /** A request has ended, however: it need not leave any more, and another may. */
  release(item: Item): void
  acked(): void
  /** Gives up what waits and returns its events. */
  clear(): Item[]
}

/** What has left is let go of in heaps, where nobody acknowledges it. */
const KEPT_WITHOUT_ACK = 256

/**
 * The queue in front of the link, in program order. A request waits while the window `isFull`, and what was
 * said after it waits behind it.
 *
 * @param take gives a request its text.
 */
export function createQueue(isFull: () => boolean, take: (request: Item) => void): Queue {
  let link: Link | undefined
  let hasAck = false
  /** In order, and without what was taken back. */
  let queue = new Set<Item>()
  const room = { events: 0, eventBytes: 0, bytes: 0 }
  /** Handed to the link and not acknowledged, in order. */
  let handed: Item[] = []
  /** Of each coalesced type the last one. */
  const latest = new Map<string, Item>()

  function count(item: Item, sign: 1 | -1): void {
    room.bytes += sign * item.bytes
    if (item.method) return
    room.events += sign
    room.eventBytes += sign * item.bytes
  }

  function remove(item: Item): void {
    if (queue.delete(item)) count(item, -1)
  }

  function handOver(item: Item): void {
    if (item.method) take(item)
    if (!hasAck && handed.length >= KEPT_WITHOUT_ACK) handed = handed.filter(isUnsent)
    handed.push(item)
    link?.send(item)
  }

  function mustWait(item: Item): boolean {
    return item.method !== undefined && isFull()
  }

  function drain(): void {
    if (!link) return
    for (const item of queue) {
      if (!link || mustWait(item)) return
      // A link may answer in this turn, which comes back here: what is handed over must have left the queue by then.
      remove(item)
      handOver(item)
    }
  }

  function checkRoom(item: Item): void {
    // Events without a connection may wait for long: they have a smaller room of their own.
    const isTight = !item.method && !link
    const waiting = isTight ? room.events : queue.size
    const bytes = item.bytes + (isTight ? room.eventBytes : room.bytes)
    const isOver = isTight
      ? waiting >= QUEUED_EVENTS || bytes > QUEUED_EVENT_BYTES
      : waiting >= QUEUED_REQUESTS || bytes > QUEUED_REQUEST_BYTES
    if (!isOver) return
    const text = `"${item.type}" was not sent: ${waiting} messages with ${bytes - item.bytes} characters wait already. Wait for the connection or for answers`
    throw new BridgeError('QUEUE_FULL', text, { stage: 'queued', retryable: true })
  }

  /** Takes back what `item` replaces. */
  function coalesce(item: Item): void {
    const older = latest.get(item.type)
    if (older && older.n === undefined) withdraw(older)
    latest.set(item.type, item)
  }

  function withdraw(item: Item): void {
    item.withdrawn = true
    remove(item)
  }

  return {
    push(item, urgent = false) {
      if (item.isCoalesced) coalesce(item)
      if (link && (urgent || (queue.size === 0 && !mustWait(item)))) return handOver(item)
      checkRoom(item)
      queue.add(item)
      count(item, 1)
      drain()
    },
    attach(next, acks) {
      link = next
      hasAck = acks
      drain()
    },
    detach() {
      const acked = link?.acked ?? 0
      const unsent = handed.filter(isUnsent)
      for (const item of unsent) count(item, 1)
      queue = new Set([...unsent, ...queue])
      const lost = handed.filter(({ n, method }) => !method && n !== undefined && n > acked)
      link = undefined
      handed = []
      return lost
    },
    release(item) {
      withdraw(item)
      drain()
    },
    acked() {
      const acked = link?.acked ?? 0
      handed = handed.filter(({ n, withdrawn }) => !withdrawn && (n === undefined || n > acked))
    },
    clear() {
      const events = [...queue].filter((item) => !item.method)
      queue.clear()
      Object.assign(room, { events: 0, eventBytes: 0, bytes: 0 })
      return events
    },
  }
}

function isUnsent({ n, withdrawn }: Item): boolean {
  return n === undefined && !withdrawn
}
