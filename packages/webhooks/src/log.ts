import type { RefusalReason } from './refusal.js'

/** What happened to one request, or what is unsafe in a definition. Never holds secrets, signatures or bodies. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error'
  readonly reason:
    | RefusalReason
    | 'accepted'
    | 'duplicate'
    | 'uninteresting'
    | 'challenge'
    | 'customer-skipped'
    | 'lint'
    | 'store-down-open'
    | 'given-up'
  readonly ns: string
  readonly detail?: string
  readonly tenant?: string
  readonly event?: string
  readonly transactionId?: string
  /** The status of the response. */
  readonly status?: number
  /** What was thrown, for the eyes of the operator. */
  readonly error?: unknown
}

export type Log = (entry: LogEntry) => void
