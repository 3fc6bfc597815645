import { BridgeError } from './errors.js'
import type { Handler, Handlers } from './handlers.js'
import { createInbox, type Inbox } from './inbox.js'
import type {
  InputOf,
  OutputOf,
  SchemaIssue,
  SchemaResult,
  StandardSchemaV1,
} from './standard-schema.js'

/** Stands where `tap()` shows nothing. */
const REDACTED = '[redacted]'

/** What the two sides know of one event type. */
export interface ContractEntry {
  /** What is sent: any Standard Schema, or `type<T>()` for a type without a check. */
  readonly payload: StandardSchemaV1
  /** What a request is answered with. Without it `request()` of this type does not compile. */
  readonly reply?: StandardSchemaV1
  readonly description?: string
  /** A payload as it may look. */
  readonly example?: unknown
  /** Milliseconds of silence after which a request gives up. @default 15_000 */
  readonly timeout?: number
  /** Milliseconds after which a request gives up in any case. @default 900_000 */
  readonly deadline?: number
  /** Milliseconds that a handler may take before it is aborted. @default 600_000 */
  readonly budget?: number
  /**
   * Members of payload and reply that no `tap()` shows: `card.number`, or `cards.*.number` for each item
   * of an array and each member of an object.
   */
  readonly sensitive?: readonly string[]
  /**
   * How many of the session's last events a handler or observer hears that is added after them: none, the
   * latest, or up to 64. Without it an event waits for its first handler for as long as requests do.
   */
  readonly late?: 'none' | 'latest' | number
  /** An event that has not left is replaced by the next one of its type. */
  readonly coalesce?: 'latest'
}

export type ContractEntries = { readonly [type: string]: ContractEntry }

/** Entries and the check that goes with them, so that the check is in a bundle only with a contract. */
export interface Contract<E extends ContractEntries = ContractEntries> {
  readonly entries: E
  /**
   * The payload or reply as its schema gives it back; a promise where the schema is asynchronous.
   * @throws {BridgeError} `INVALID_PAYLOAD` with the path and the schema's words.
   */
  check(type: string, part: 'payload' | 'reply', value: unknown): unknown
  /** For one peer: what comes in, checked in order and kept for late subscribers. */
  inbox(handlers: Handlers, deliver: (handler: Handler, payload: unknown) => void): Inbox
  /**
   * A copy of a payload or reply without its `sensitive` members; the value itself if there are none. Nothing of it where
   * its type is not known.
   */
  redact(type: string | undefined, value: unknown): unknown
}

export function entryOf(
  contract: Contract | undefined,
  eventType: string,
): ContractEntry | undefined {
  // Callers of JavaScript may give anything for a type, and hear of it later.
  return contract && typeof eventType === 'string' && Object.hasOwn(contract.entries, eventType)
    ? contract.entries[eventType]
    : undefined
}

/** What a side without a contract sends and hears: any type, unknown payloads. */
export type UntypedEntries = {
  readonly [type: string]: {
    readonly payload: StandardSchemaV1<unknown, unknown>
    readonly reply: StandardSchemaV1<unknown, unknown>
  }
}

export type EventType<E extends ContractEntries> = keyof E & string

/** The types that have a reply. */
export type RequestType<E extends ContractEntries> = {
  [T in EventType<E>]: E[T] extends { readonly reply: StandardSchemaV1 } ? T : never
}[EventType<E>]

export type SentPayload<E extends ContractEntries, T extends EventType<E>> = InputOf<
  E[T]['payload']
>
export type HeardPayload<E extends ContractEntries, T extends EventType<E>> = OutputOf<
  E[T]['payload']
>
export type SentReply<E extends ContractEntries, T extends EventType<E>> = E[T] extends {
  readonly reply: infer S
}
  ? InputOf<S>
  : void
export type HeardReply<E extends ContractEntries, T extends EventType<E>> = E[T] extends {
  readonly reply: infer S
}
  ? OutputOf<S>
  : never

/**
 * Declares the events of a miniapp and its host once, for both sides.
 *
 * @example
 * ```ts
 * export const contract = defineContract({
 *   checkout_started: { payload: type<Order>(), reply: type<Receipt>() },
 *   theme_changed: { payload: type<{ theme: string }>() },
 * })
 * ```
 */
export function defineContract<const E extends ContractEntries>(entries: E): Contract<E> {
  for (const [name, { late }] of Object.entries(entries))
    if (typeof late === 'number' && !(Number.isInteger(late) && late > 0 && late <= 64))
      throw new BridgeError('INVALID_PAYLOAD', `late of "${name}" must be 1 to 64, not ${late}`)
  const entryFor = (eventType: string): ContractEntry | undefined =>
    Object.hasOwn(entries, eventType) ? entries[eventType] : undefined

  function check(eventType: string, part: 'payload' | 'reply', value: unknown): unknown {
    const schema = entryFor(eventType)?.[part]
    if (!schema) return value
    const result = schema['~standard'].validate(value)
    const unwrap = (done: SchemaResult<unknown>): unknown => {
      if (done.issues) throw invalid(eventType, part, done.issues)
      return done.value
    }
    return result instanceof Promise ? result.then(unwrap) : unwrap(result)
  }

  return {
    entries,
    check,
    inbox: (handlers, deliver) =>
      createInbox(
        entryFor,
        (eventType, payload) => check(eventType, 'payload', payload),
        handlers,
        deliver,
      ),
    redact: (eventType, value) =>
      eventType === undefined
        ? REDACTED
        : (entryFor(eventType)?.sensitive ?? []).reduce<unknown>(
            (shown, path) => without(shown, path.split('.')),
            value,
          ),
  }
}

/** A copy of `value` in which the member at the end of the path is a mark. */
function without(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return REDACTED
  if (typeof value !== 'object' || value === null) return value
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
  for (const name of step === '*' ? Object.keys(copy) : [step])
    if (Object.hasOwn(copy, name)) copy[name] = without(copy[name], rest)
  return copy
}

function invalid(eventType: string, part: string, issues: readonly SchemaIssue[]): BridgeError {
  const [first] = issues
  const path = (first?.path ?? [])
    .map((step) => `.${String(typeof step === 'object' ? step.key : step)}`)
    .join('')
  return new BridgeError(
    'INVALID_PAYLOAD',
    `${part}${path} of "${eventType}" does not fit the contract: ${first?.message ?? 'no reason given'}`,
    { data: { path: part + path, issues: issues.map((issue) => issue.message) } },
  )
}

/** A schema that only types: every value passes. */
export function type<T>(): StandardSchemaV1<T, T> {
  return {
    '~standard': { version: 1, vendor: 'drawbridge', validate: (value) => ({ value: value as T }) },
  }
}
