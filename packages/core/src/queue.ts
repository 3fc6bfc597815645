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
  attach(link: Link): void
  /** What has not left waits for the next session. Returns the events that left and were not acknowledged. */
  detach(): Item[]
  /** A request has ended, however: it need not leave any more, and another may. */
  release(item: Item): void
  acked(): void
  /** Gives up what waits and returns its events. */
  clear(): Item[]
}

/**
 * The queue in front of the link, in program order. A request waits while the window `isFull`, and what was
 * said after it waits behind it.
 *
 * @param take gives a request its text.
 */
export function createQueue(isFull: () => boolean, take: (request: Item) => void): Queue {
  let link: Link | undefined
  let queue: Item[] = []
  let queuedBytes = 0
  /** Handed to the link and not acknowledged, in order. */
  let handed: Item[] = []

  function handOver(item: Item): void {
    if (item.method) take(item)
    handed.push(item)
    link?.send(item)
  }

  function drain(): void {
    let taken = 0
    for (const item of link ? queue : []) {
      if (!item.withdrawn) {
        if (item.method && isFull()) break
        handOver(item)
      }
      queuedBytes -= item.bytes
      taken++
    }
    if (taken > 0) queue.splice(0, taken)
  }

  function checkRoom(item: Item): void {
    // Events without a connection may wait for long: they have a smaller room of their own.
    const isTight = !item.method && !link
    const waiting = isTight ? queue.filter((other) => !other.method) : queue
    const isOver = isTight
      ? waiting.length >= QUEUED_EVENTS || queuedBytes + item.bytes > QUEUED_EVENT_BYTES
      : waiting.length >= QUEUED_REQUESTS || queuedBytes + item.bytes > QUEUED_REQUEST_BYTES
    if (!isOver) return
    const text = `"${item.type}" was not sent: ${waiting.length} messages wait already. Wait for the connection or for answers`
    throw new BridgeError('QUEUE_FULL', text, { stage: 'queued', retryable: true })
  }

  /** Takes back what `item` replaces. */
  function coalesce({ type }: Item): void {
    const isOlder = (other: Item): boolean =>
      other.isCoalesced === true && other.type === type && other.n === undefined
    for (const other of handed) if (isOlder(other)) other.withdrawn = true
    const [older] = queue.filter(isOlder)
    if (!older) return
    queue.splice(queue.indexOf(older), 1)
    queuedBytes -= older.bytes
  }

  return {
    push(item, urgent = false) {
      if (item.isCoalesced) coalesce(item)
      if (urgent && link) return handOver(item)
      checkRoom(item)
      queue.push(item)
      queuedBytes += item.bytes
      drain()
    },
    attach(next) {
      link = next
      drain()
    },
    detach() {
      const acked = link?.acked ?? 0
      const live = handed.filter((item) => !item.withdrawn)
      const unsent = live.filter((item) => item.n === undefined)
      for (const item of unsent) queuedBytes += item.bytes
      queue = [...unsent, ...queue]
      link = undefined
      handed = []
      return live.filter((item) => !item.method && (item.n ?? 0) > acked)
    },
    release(item) {
      item.withdrawn = true
      drain()
    },
    acked() {
      const acked = link?.acked ?? 0
      handed = handed.filter(({ n, withdrawn }) => !withdrawn && (n === undefined || n > acked))
    },
    clear() {
      const events = queue.filter((item) => !item.method && !item.withdrawn)
      queue = []
      queuedBytes = 0
      return events
    },
  }
}
