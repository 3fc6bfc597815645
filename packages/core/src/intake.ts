import { BridgeError } from './errors.js'
import type { Limits } from './limits.js'
import type { Message } from './messages.js'

const REPORT_MS = 1_000
const FLOOD_MS = 10_000
/** More dropped bursts than this within ten seconds are a flood. */
const FLOOD_BURSTS = 3

/** Decides which of the messages that no window holds back are taken in: events, and what is malformed. */
export interface Intake {
  /** A packet came: room for its messages grew since the last one. */
  heard(): void
  /** Whether a message is read. Requests are held back by their window, answers and goodbyes cost nothing. */
  takes(message: Message, bytes: number, isFull: () => boolean): boolean
  /** Whether something of `bytes` characters is taken. What is not is dropped and reported once a second. */
  admit(bytes: number): boolean
  stop(): void
}

export interface IntakeHooks {
  error(error: BridgeError): void
  /** So much was dropped that reading on costs more than it is worth. */
  flood(): void
}

/** A token bucket for messages and one for their characters. */
export function createIntake(limits: Limits, { error, flood }: IntakeHooks): Intake {
  const { eventsPerSecond, eventBurst, eventBytesPerSecond, eventBytesBurst } = limits
  let events = eventBurst
  let bytes = eventBytesBurst
  let filledAt = performance.now()
  let unreported = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Since `countedFrom`, in bursts. */
  let dropped = 0
  let countedFrom = filledAt

  function report(): void {
    timer = undefined
    const text = `${unreported} messages were dropped: at most ${eventsPerSecond} events a second are taken. Send fewer, or declare { coalesce: 'latest' } for this type`
    const data = { dropped: unreported }
    unreported = 0
    error(new BridgeError('RATE_LIMITED', text, { data, outcome: 'none' }))
  }

  function drop(size: number, now: number): void {
    unreported++
    timer ??= setTimeout(report, REPORT_MS)
    if (now - countedFrom > FLOOD_MS) {
      dropped = 0
      countedFrom = now
    }
    dropped += Math.max(1 / eventBurst, size / eventBytesBurst)
    if (dropped > FLOOD_BURSTS) flood()
  }

  function heard(): void {
    const now = performance.now()
    const seconds = (now - filledAt) / 1_000
    filledAt = now
    events = Math.min(eventBurst, events + seconds * eventsPerSecond)
    bytes = Math.min(eventBytesBurst, bytes + seconds * eventBytesPerSecond)
  }

  function admit(size: number): boolean {
    if (events < 1 || bytes < size) {
      drop(size, filledAt)
      return false
    }
    events--
    bytes -= size
    return true
  }

  return {
    heard,
    takes({ method, id }, size, isFull) {
      if (method === undefined || method === 'bridge/close') return true
      const isWindowed = id !== undefined && (method === 'event' || method === 'appEvent')
      return (isWindowed && !isFull()) || admit(size)
    },
    admit,
    stop() {
      clearTimeout(timer)
      timer = undefined
      if (unreported > 0) report()
    },
  }
}
