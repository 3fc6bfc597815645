/** One line of the log. Nothing in it is secret: no payloads, no keys, no headers. */
export type LogEntry = { readonly time: string } & (
  | {
      readonly level: 'info' | 'warn'
      readonly event: 'delivery'
      readonly id: string
      readonly kind: string
      readonly type: string
      readonly from: string
      readonly to: string
      readonly outcome: 'delivered' | 'failed' | 'repeated'
      readonly code?: string
      readonly attempts: number
      /** Milliseconds. */
      readonly duration: number
    }
  | {
      readonly level: 'warn'
      readonly event: 'refused'
      readonly path: string
      readonly address: string
      readonly code: string
      readonly reason: string
    }
  | {
      readonly level: 'error'
      readonly event: 'error'
      /** Of the request; empty for what happened after one. */
      readonly path: string
      readonly message: string
    }
  | {
      readonly level: 'info'
      readonly event: 'listening' | 'closing' | 'closed'
      readonly address?: string
    }
)

/** A log entry before it has its time. */
type Logged = LogEntry extends infer Entry
  ? Entry extends LogEntry
    ? Omit<Entry, 'time'>
    : never
  : never

export type Log = (entry: Logged) => void
