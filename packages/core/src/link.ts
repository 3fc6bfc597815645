import type { BridgeError, CloseReason } from './errors.js'
import { defaultLimits, PACKET_BYTES, PACKET_MESSAGES } from './limits.js'
import { inNextTurn } from './macrotask.js'
import { asRecord, encodeNotification } from './messages.js'
import type { Transport } from './transport.js'

/** A message on its way out. `n` is the sequence number of its packet once it has left. */
export interface Outgoing {
  readonly text: string
  n?: number | undefined
  /** Set by the sender to take back what has not left yet. */
  withdrawn?: boolean
  /** It answers a request of the other side. */
  readonly isAnswer?: boolean
}

export interface LinkReceiver {
  /** One JSON-RPC message, parsed and not yet trusted. `bytes` is its share of its packet. */
  message(value: unknown, bytes: number): void
  /** A packet came, whatever is in it. Called before its messages: with it the room for them grows. */
  heard?(): void
  /** Own packets up to `link.acked` have arrived. */
  acked?(): void
  /**
   * Own packets stay unacknowledged: send a ping, so that a lost last packet shows as a gap. After a minute
   * and a half it is called a `last` time: nothing comes through, unless the other side is frozen.
   */
  stale?(last: boolean): void
  /** One message has left. */
  sent?(text: string): void
  /** An event has left and did not arrive, for all that the link can tell. */
  failed?(error: BridgeError): void
  /** Something came that is not a packet, or is over the limit. `id` is the request's, where it could be read. */
  malformed?(what: string, id?: number): void
  /** The link is closed from here or by a gap. Called once. */
  closed(reason: CloseReason): void
}

export interface Link {
  readonly transport: string
  /** Highest own sequence number that the other side has seen. */
  readonly acked: number
  /** When the last packet left: `performance.now()` milliseconds. */
  readonly sentAt: number
  /** How many answers have not left yet, where they do not leave in the turn of `send`. */
  readonly answersWaiting?: number
  /** Only where the other side never says that it is alive: milliseconds that an answer to `type` may take. */
  readonly patience?: ((type: string) => number) | undefined
  send(message: Outgoing): void
  /** Sends what is queued now instead of at the end of the turn: the page is going away. */
  flush(): void
  /** Starts delivery, or hands it to another receiver. */
  listen(receiver: LinkReceiver): void
  /** What both sides can do, known once `bridge/connect` is answered. Before that a packet holds one message. */
  agree(features: { readonly ack: boolean; readonly batch: boolean }): void
  /** Tells the other side why, unless it is the one that said so, and ends. */
  close(reason: CloseReason, options?: { readonly silent?: boolean }): void
}

export interface LinkOptions {
  /** Largest message that is read. @default 4_194_304 */
  readonly messageBytes?: number
}

const ACK_MS = 1_000
const ACK_PACKETS = 64
const STALE_MS = 3_000
const STALE_MS_MAX = 48_000

// Our own packets begin so; enough of one that is too large to parse can be read to answer it.
const oversizeHead = /^\{"n":(\d{1,15}),"a":\d{1,15},"m":\[\{"jsonrpc":"2\.0","id":(\d{1,15}),"m/

/**
 * Packets over a transport: `{"n": sequence, "a": highest received, "m": [messages]}`, one JSON text each.
 *
 * - What is sent in one turn leaves in one packet at the end of it, in the order it was sent.
 * - A repeated sequence number is dropped; a gap ends the session, since a message is missing for good.
 * - A packet without messages only acknowledges; it has no `n` and is never acknowledged itself.
 */
export function createLink(transport: Transport, options: LinkOptions = {}): Link {
  const messageBytes = options.messageBytes ?? defaultLimits.messageBytes
  let receiver: LinkReceiver | undefined
  let isClosed = false
  let ack = false
  let batch = false

  let queue: Outgoing[] = []
  let answersWaiting = 0
  let isFlushScheduled = false
  let sent = 0
  let acked = 0
  let sentAt = 0

  let received = 0
  let unacknowledged = 0
  let ackTimer: ReturnType<typeof setTimeout> | undefined
  let staleTimer: ReturnType<typeof setTimeout> | undefined
  let staleMs = STALE_MS
  /** Since when something is unacknowledged and nothing was acknowledged: `performance.now()` milliseconds. */
  let waitingSince = 0

  function post(packet: string): void {
    unacknowledged = 0
    sentAt = performance.now()
    transport.post(packet)
  }

  function postMessages(messages: readonly Outgoing[]): void {
    sent++
    let text = `{"n":${sent},"a":${received},"m":[`
    for (let i = 0; i < messages.length; i++) {
      const message = messages[i] as Outgoing
      message.n = sent
      if (message.isAnswer) answersWaiting--
      text += i === 0 ? message.text : `,${message.text}`
      receiver?.sent?.(message.text)
    }
    post(`${text}]}`)
    if (acked === sent - 1) waitingSince = sentAt
    if (ack) staleTimer ??= setTimeout(watch, staleMs)
  }

  /** Sends one packet's worth; what does not fit goes in the next turn, so that the receiver can breathe. */
  function flushTurn(): void {
    isFlushScheduled = false
    if (isClosed) return
    let start = 0
    const packet: Outgoing[] = []
    let bytes = 0
    let count = 0
    for (; start < queue.length && count < PACKET_MESSAGES; start++) {
      const message = queue[start] as Outgoing
      if (message.withdrawn) continue
      if (bytes > 0 && bytes + message.text.length > PACKET_BYTES) break
      count++
      bytes += message.text.length
      if (batch) packet.push(message)
      else postMessages([message])
    }
    queue = start < queue.length ? queue.slice(start) : []
    if (packet.length > 0) postMessages(packet)
    if (queue.length > 0) {
      isFlushScheduled = true
      inNextTurn(flushTurn)
    }
  }

  function schedule(): void {
    if (isFlushScheduled) return
    isFlushScheduled = true
    queueMicrotask(flushTurn)
  }

  function acknowledge(): void {
    if (unacknowledged > 0 && !isClosed) post(`{"a":${received},"m":[]}`)
  }

  // At the end of the turn, when an answer may have carried the acknowledgement already.
  function acknowledgeMany(): void {
    if (unacknowledged >= ACK_PACKETS) acknowledge()
  }

  // It runs to its end and looks then: to set a timer anew for each packet costs as much as the packet.
  function watch(): void {
    staleTimer = undefined
    if (acked === sent) return
    let rest = waitingSince + staleMs - performance.now()
    if (rest <= 0) {
      receiver?.stale?.(staleMs === STALE_MS_MAX)
      if (isClosed) return
      // Ever rarer: a frozen page must not wake up to a pile of pings.
      rest = staleMs = Math.min(staleMs * 2, STALE_MS_MAX)
      waitingSince = performance.now()
    }
    staleTimer = setTimeout(watch, rest)
  }

  function onAck(a: number): void {
    if (a <= acked || a > sent) return
    acked = a
    if (acked < sent) waitingSince = performance.now()
    if (staleMs > STALE_MS) {
      staleMs = STALE_MS
      clearTimeout(staleTimer)
      watch()
    }
    receiver?.acked?.()
  }

  /** Whether the packet with sequence number `n` is the next one; ends the session on a gap. */
  function isNext(n: number): boolean {
    if (n <= received) return false
    if (n > received + 1) {
      close('gap')
      return false
    }
    received = n
    unacknowledged++
    if (ack) {
      if (unacknowledged >= ACK_PACKETS) queueMicrotask(acknowledgeMany)
      else
        ackTimer ??= setTimeout(() => {
          ackTimer = undefined
          acknowledge()
        }, ACK_MS)
    }
    return true
  }

  function onOversize(text: string): void {
    const [, n, id] = oversizeHead.exec(text.slice(0, 100)) ?? []
    if (!n) return close('protocol')
    receiver?.heard?.()
    if (isNext(Number(n))) receiver?.malformed?.('over the size limit', Number(id))
  }

  function onText(text: unknown): void {
    if (isClosed) return
    if (typeof text !== 'string') return receiver?.malformed?.('not a text')
    if (text.length > messageBytes + PACKET_BYTES) return onOversize(text)
    let packet: unknown
    try {
      packet = JSON.parse(text)
    } catch {
      return receiver?.malformed?.('not JSON')
    }
    const { n, a, m } = asRecord(packet)
    const isEmpty = Array.isArray(m) && m.length === 0
    if (!isCount(a) || !Array.isArray(m) || !(isEmpty || isCount(n)))
      return receiver?.malformed?.('not a packet')
    receiver?.heard?.()
    onAck(a)
    if (isEmpty || !isNext(n as number)) return
    for (const message of m as unknown[]) {
      if (isClosed) return
      receiver?.message(message, text.length / m.length)
    }
  }

  function close(reason: CloseReason, { silent = false } = {}): void {
    if (isClosed) return
    // What is still queued stays with its sender: it may go into the next session.
    if (!silent)
      postMessages([{ text: encodeNotification('bridge/close', JSON.stringify({ reason })) }])
    isClosed = true
    clearTimeout(ackTimer)
    clearTimeout(staleTimer)
    transport.close()
    receiver?.closed(reason)
  }

  return {
    transport: transport.name,
    get acked() {
      return acked
    },
    get sentAt() {
      return sentAt
    },
    get answersWaiting() {
      return answersWaiting
    },
    send(message) {
      if (isClosed) return
      if (message.isAnswer) answersWaiting++
      queue.push(message)
      schedule()
    },
    flush() {
      while (!isClosed && queue.length > 0) flushTurn()
    },
    listen(next) {
      const isFirst = receiver === undefined
      receiver = next
      if (isFirst) transport.start(onText, () => close('lost', { silent: true }))
    },
    agree(features) {
      ack = features.ack
      batch = features.batch
    },
    close,
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
