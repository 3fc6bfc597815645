import { type Attempt, type Clock, createCaller, type Fetch } from '@drawbridge/http/server'
import type { Log } from './log.js'
import type { Delivery, DeliveryAttempt, PlatformStore } from './store.js'

/** What is to be posted, and what the page says of it. */
interface Posting {
  readonly kind: Delivery['kind']
  readonly event: string
  readonly from: string
  readonly to: string
  readonly key?: string | undefined
  readonly url: URL
  readonly authorization?: string | undefined
  readonly body: string
  /** The id of the delivery that this repeats. */
  readonly repeats?: string | undefined
}

export interface Posted {
  readonly deliveryId: string
  /** The receiver's JSON, as it came; absent when the delivery failed. */
  readonly reply?: string
  /** Why it failed, in words that name no address. */
  readonly problem?: string
  readonly ended: Attempt
}

export interface DeliveriesOptions {
  readonly store: PlatformStore
  readonly log: Log
  readonly clock: Clock
  readonly timeout: number
  readonly answerBytes: number
  readonly fetch?: Fetch | undefined
  /** Hears that a delivery could not be written down after it was made. */
  readonly onError: (error: unknown) => void
}

/** Posts events to receivers, and keeps book of every attempt. */
export interface Deliveries {
  /** One attempt. */
  post(posting: Posting): Promise<Posted>
}

/** Longer ones are not kept for the page. */
const MAX_KEPT = 16_384

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { store, log, clock, answerBytes, onError } = options
  const { now } = clock
  const caller = createCaller({
    timeout: options.timeout,
    clock,
    ...(options.fetch && { fetch: options.fetch }),
  })

  return {
    async post(posting) {
      const { kind, event, from, to, key, body, authorization } = posting
      const { repeats: id } = posting
      const repeats = id === undefined ? undefined : await store.getDelivery(id)
      const since = now()
      const delivery: Delivery = {
        id: repeats?.id ?? crypto.randomUUID(),
        at: repeats?.at ?? since,
        kind,
        event,
        from,
        to,
        ...(key !== undefined && { key }),
        ...(body.length <= MAX_KEPT && { payload: body }),
        state: 'running',
        attempts: repeats?.attempts ?? [],
      }
      await store.saveDelivery(delivery)
      const ended = await caller.attempt({
        method: 'POST',
        url: posting.url,
        body,
        key,
        headers: () => (authorization === undefined ? {} : { Authorization: authorization }),
        repeat: () => false,
        maxBytes: answerBytes,
      })
      const problem = problemOf(ended, options.timeout)
      const attempt: DeliveryAttempt = {
        at: since,
        duration: now() - since,
        ...(ended.status !== undefined && { status: ended.status }),
        ...(problem !== undefined && { problem }),
      }
      const attempts = [...delivery.attempts, attempt]
      const state = problem === undefined ? 'delivered' : 'failed'
      const code = problem === undefined ? {} : { code: 'EVENT_DELIVERY_FAILED' }
      try {
        await store.saveDelivery({ ...delivery, state, attempts, ...code })
      } catch (error) {
        onError(error)
      }
      log({
        level: problem === undefined ? 'info' : 'warn',
        event: 'delivery',
        id: delivery.id,
        kind,
        type: event,
        from,
        to,
        outcome: state,
        ...code,
        attempts: attempts.length,
        duration: attempt.duration,
      })
      return {
        deliveryId: delivery.id,
        ended,
        ...(problem === undefined && ended.kind === 'answer'
          ? { reply: ended.text }
          : { problem: problem ?? '' }),
      }
    },
  }
}

function problemOf(ended: Attempt, timeout: number): string | undefined {
  if (ended.kind === 'failure') {
    if (ended.why === 'timeout') return `The receiver did not answer within ${timeout} ms`
    if (ended.why === 'too-large') return 'The answer of the receiver is too large'
    return ended.status === undefined
      ? 'The receiver could not be reached'
      : 'The answer of the receiver was cut off'
  }
  if (ended.status !== 200) return `The receiver answered ${ended.status}; it must answer 200`
  try {
    JSON.parse(ended.text)
    return
  } catch {
    return 'The receiver did not answer with JSON'
  }
}
