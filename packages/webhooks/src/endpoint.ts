import type { Log, LogEntry } from './log.js'
import type { Receive, WaitUntil } from './options.js'
import { Refusal, refusalStatus } from './refusal.js'

export interface Endpoint {
  readonly ns: string
  readonly log: Log
  /** For `allow` of a 405. */
  readonly methods: readonly string[]
}

/** What is known of a request while it is handled; it ends up in the log. */
export type Facts = {
  -readonly [Name in 'tenant' | 'event' | 'transactionId']?: string | undefined
}

export type Handle = (request: Request, facts: Facts, waitUntil: WaitUntil) => Promise<Response>

const RETRY_AFTER_S = '5'

/** The edge of a receiver: what is thrown inside becomes a status without a reason, and a log entry with one. */
export function createEndpoint({ ns, log, methods }: Endpoint, handle: Handle): Receive {
  return async (request, context) => {
    const facts: Facts = {}
    // Called as a method, so that the context of a runtime can be given as it is.
    const waitUntil: WaitUntil = (promise) =>
      context?.waitUntil ? context.waitUntil(promise) : ignore(promise)
    try {
      return await handle(request, facts, waitUntil)
    } catch (error) {
      const reason = error instanceof Refusal ? error.reason : 'internal-error'
      const status = refusalStatus[reason]
      safely(log, {
        level: status >= 500 ? 'error' : 'warn',
        reason,
        ns,
        status,
        ...known(facts),
        ...(error instanceof Refusal ? { detail: error.message } : {}),
        error: error instanceof Refusal ? error.cause : error,
      })
      const headers = new Headers()
      if (status === 405) headers.set('allow', methods.join(', '))
      if (status === 503) headers.set('retry-after', RETRY_AFTER_S)
      return new Response(null, { status, headers })
    }
  }
}

export function known(facts: Facts): Partial<LogEntry> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

/** A log that throws must not turn a delivery into a failure. */
export function safely(log: Log, entry: LogEntry): void {
  try {
    log(entry)
  } catch {
    // There is nobody left to tell.
  }
}

function ignore(promise: Promise<unknown>): void {
  promise.catch(() => {})
}
