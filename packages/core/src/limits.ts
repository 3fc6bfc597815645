/**
 * What a side accepts. The host announces its own in the handshake, and the miniapp keeps to them.
 * Sizes are `string.length` of JSON text.
 */
export interface Limits {
  /** Requests that may be unanswered at once, per direction. Above it the sender waits. @default 256 */
  readonly inFlight: number
  /** The largest single message. @default 4_194_304 */
  readonly messageBytes: number
  /** Events that are taken in the long run. What is over is dropped. @default 1_000 */
  readonly eventsPerSecond: number
  /** Events that are taken at once after a silence. @default 20_000 */
  readonly eventBurst: number
  /** The same for the size of events. @default 4_194_304 */
  readonly eventBytesPerSecond: number
  /** @default 33_554_432 */
  readonly eventBytesBurst: number
}

export const defaultLimits: Limits = {
  inFlight: 256,
  messageBytes: 4 * 1024 * 1024,
  eventsPerSecond: 1_000,
  eventBurst: 20_000,
  eventBytesPerSecond: 4 * 1024 * 1024,
  eventBytesBurst: 32 * 1024 * 1024,
}

/** A packet takes so many messages and characters; what is over goes in the next turn. */
export const PACKET_MESSAGES: number = 256
export const PACKET_BYTES: number = 256 * 1024

/** Events that wait for a connection. */
export const QUEUED_EVENTS: number = 256
export const QUEUED_EVENT_BYTES: number = 1024 * 1024

/** Requests that wait for a connection or for their turn. */
export const QUEUED_REQUESTS: number = 10_000
export const QUEUED_REQUEST_BYTES: number = 16 * 1024 * 1024

/** Messages that wait for a handler to be added, and for how long when `ready()` is not called. */
export const UNCLAIMED_MESSAGES: number = 256
export const UNCLAIMED_MS: number = 2_000
