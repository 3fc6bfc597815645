import type { BodyKind } from './parse.js'

/** A delivery that was accepted, as JSON, so that a queue can keep it. */
export interface WebhookJob {
  /** The key of the dedupe store; a random one for deliveries without a transaction id. */
  readonly id: string
  readonly ns: string
  readonly tenant?: string
  readonly event: string
  readonly transactionId?: string
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  readonly kind: BodyKind
  readonly body: string
  /** Names in lower case; without those that prove who sent the request. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Which of several events of one delivery this is, from 0. */
  readonly part?: number
}

/** Keeps accepted deliveries until they are worked on. Adding an id that it still has must do nothing. */
export interface WebhookQueue {
  /** Whether jobs outlive the process. */
  readonly durable: boolean
  add(job: WebhookJob): Promise<void>
}

export interface WorkContext {
  /** From 1. */
  readonly attempt: number
  /** Fires when the time for the work is over. */
  readonly signal: AbortSignal
}

export type Work = (job: WebhookJob, context: WorkContext) => Promise<void>
