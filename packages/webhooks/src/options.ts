import { BridgeError } from '@drawbridge/core/errors'
import type { Customer } from './customer.js'
import type { DedupeStore } from './dedupe.js'
import type { WebhookQueue, WorkContext } from './job.js'
import type { Log } from './log.js'
import { memoryDedupe } from './memory-dedupe.js'
import type { SecretBag } from './secrets.js'

/**
 * When a delivery is acknowledged. `after-enqueue`: once a durable queue has it. `after-work`: once the work is done.
 * `immediate`: before anything is done, so that a crash or a failing handler loses it.
 */
export type AckMode = 'after-enqueue' | 'after-work' | 'immediate'

/** Keeps a runtime alive until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => void

/** One event, as a handler gets it. */
export interface WebhookEvent {
  readonly ns: string
  readonly tenant: string | undefined
  readonly name: string
  readonly transactionId: string | undefined
  /** The parsed body: JSON, or the fields of a form; undefined for an empty one. */
  readonly payload: unknown
  /** The body as text, for what `JSON.parse` rounds. */
  readonly text: string
  /** Names in lower case; without those that prove who sent the request. */
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly receivedAt: number
  /** What `customers.getOrCreate` gave. */
  readonly customer: unknown
}

/** Resolved is done; thrown is tried again. May run again after a crash, so it should bear repetition. */
export type WebhookHandler = (event: WebhookEvent, context: WorkContext) => unknown

/** What is known of a request before it is verified: enough to find its tenant, and no more. */
export interface UnverifiedView {
  readonly ns: string
  header(name: string): string | undefined
  query(name: string): string | undefined
  /** A text or number of the body, by query. */
  body(path: string): string | undefined
}

/** What every receiver has. */
export interface ReceiveOptions {
  /** In keys, events and logs. @default 'default' */
  readonly ns?: string
  readonly log?: Log
  /** @default 1_048_576 */
  readonly maxBodyBytes?: number
  /** Until the whole body is there. @default 10_000 */
  readonly bodyTimeoutMs?: number
}

/** What receivers that dedupe have. */
export interface WorkOptions extends ReceiveOptions {
  /** @default memoryDedupe() */
  readonly dedupe?: DedupeStore
  /** What to do while the store is down: answer 503, or take deliveries without dedupe. @default 'closed' */
  readonly storeDown?: 'open' | 'closed'
  /** When the store counts as down. @default 2_000 */
  readonly storeTimeoutMs?: number
  /** How long a delivery is remembered; longer than the provider repeats it. @default 345_600_000, 4 days */
  readonly rememberMs?: number
  /** After a crash in the middle the next try is taken when this is over. @default 60_000 */
  readonly claimMs?: number
  readonly queue?: WebhookQueue
  /** @default 'after-enqueue' with a durable queue, else 'after-work' */
  readonly ack?: AckMode
  /** How long a response waits for the work. @default 8_000 */
  readonly workLimitMs?: number
}

export interface WebhookReceiverOptions extends WorkOptions {
  /** By event name; `*` takes those that have none of their own. */
  readonly handlers: Readonly<Record<string, WebhookHandler>>
  /** The app's config: secrets that all tenants share. A list holds the old and the new one. */
  readonly config?: SecretBag
  /** The tenant's own secrets, asked before `config`; undefined for an unknown tenant. */
  readonly credentials?: (
    tenant: string,
    ns: string,
  ) => SecretBag | undefined | Promise<SecretBag | undefined>
  /** Where the definition's `tenant` is not enough. May give several candidates; the signature decides. */
  readonly findTenant?: (
    view: UnverifiedView,
  ) => string | readonly string[] | undefined | Promise<string | readonly string[] | undefined>
  readonly customers?: {
    /** A failure is tried again with the rest of the work. */
    getOrCreate(
      customer: Customer,
      context: {
        readonly ns: string
        readonly tenant: string | undefined
        readonly event: string
      },
    ): unknown
  }
}

export interface ReceiveContext {
  /** Where a runtime ends with its response: keeps it alive for `immediate` and for work over its limit. */
  readonly waitUntil?: WaitUntil
}

/** What every receiver is. It never rejects: a failure is a response too. */
export type Receive = (request: Request, context?: ReceiveContext) => Promise<Response>

/** The options with their defaults. */
export interface WorkSettings {
  readonly ack: AckMode
  readonly dedupe: DedupeStore
  readonly queue: WebhookQueue | undefined
  readonly storeDown: 'open' | 'closed'
  readonly storeTimeoutMs: number
  readonly rememberMs: number
  readonly claimMs: number
  readonly workLimitMs: number
}

/** @throws {BridgeError} `INVALID_PAYLOAD` */
export function checkPositive(options: object): void {
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      throw fault(name, 'is no positive number. Give one or remove it')
}

/** @throws {BridgeError} `INVALID_PAYLOAD` */
export function checkWorkOptions(options: WorkOptions): WorkSettings {
  const { maxBodyBytes, bodyTimeoutMs, storeTimeoutMs, rememberMs, claimMs, workLimitMs } = options
  checkPositive({
    maxBodyBytes,
    bodyTimeoutMs,
    storeTimeoutMs,
    rememberMs,
    claimMs,
    workLimitMs,
  })
  const { queue, ack = queue?.durable ? 'after-enqueue' : 'after-work' } = options
  if (!['after-enqueue', 'after-work', 'immediate'].includes(ack))
    throw fault('ack', 'is none of after-enqueue, after-work, immediate. Remove it for the default')
  if (ack === 'after-enqueue' && !queue?.durable)
    throw fault('queue', 'is not durable, as after-enqueue needs it. Give redisQueue(client)')
  return {
    ack,
    queue,
    dedupe: options.dedupe ?? memoryDedupe(),
    storeDown: options.storeDown ?? 'closed',
    storeTimeoutMs: options.storeTimeoutMs ?? 2_000,
    rememberMs: options.rememberMs ?? 4 * 24 * 60 * 60_000,
    claimMs: options.claimMs ?? 60_000,
    workLimitMs: options.workLimitMs ?? 8_000,
  }
}

function fault(path: string, what: string): BridgeError {
  return new BridgeError('INVALID_PAYLOAD', `The option ${path} ${what}`, { data: { path } })
}
