import {
  type Attempt,
  authorizationHeader,
  type Clock,
  isTransient,
  retryDelay,
} from '@drawbridge/http/server'
import type { ListenerConfig, UrlListenerConfig } from './config.js'
import type { Deliveries } from './deliveries.js'
import type { Once } from './once.js'

/** What a listener gets. */
export interface AppEvent {
  readonly event: string
  /** The user's id. */
  readonly user: string
  readonly flowId?: string
  /** Of this delivery: the same in each attempt. */
  readonly correlationId: string
  readonly data: unknown
}

export type AppEventHandler = (event: AppEvent) => void | Promise<void>

/** What is on the wire: the record of one listener that has the event in its queue, or could not take it. */
interface Trigger {
  readonly userId: string
  readonly event: string
  readonly componentId: string
  readonly flowId?: string
  readonly createdAt: string
  readonly correlationId?: string
}

interface Listener extends ListenerConfig {
  readonly componentId: string
  readonly createdAt: string
  readonly run: (event: AppEvent) => Promise<void>
}

export interface AppEventsOptions {
  readonly deliveries: Deliveries
  readonly once: Once
  readonly clock: Clock
  readonly queued: number
  /** Hears of handlers that throw. */
  readonly onError: (error: unknown) => void
  /** Ends the waits between attempts. */
  readonly closed: AbortSignal
}

interface Triggered {
  /** JSON text. */
  readonly answer: string
  /** Whether anybody has the event. */
  readonly isTaken: boolean
}

export interface AppEvents {
  listen(config: ListenerConfig, handler: AppEventHandler): () => void
  listenAt(config: UrlListenerConfig): () => void
  listeners(): readonly ListenerConfig[]
  /** Puts an event into the queues of those who listen to it. */
  trigger(event: string, user: string, data: unknown, flowId?: string): Triggered
  /** The same once for each key, as JSON text; `undefined` for a key of another event. */
  triggerOnce(
    key: string,
    event: string,
    user: string,
    data: unknown,
    flowId?: string,
  ): Promise<string | undefined>
  /** Resolves when every queue is empty. */
  drained(): Promise<void>
}

const MAX_DELAY = 60_000
/** A listener that is down for some minutes still hears: five more attempts, later each time. */
const retry = { retries: 5, minDelay: 1_000, maxDelay: MAX_DELAY, maxRetryAfter: MAX_DELAY }

export function createAppEvents(options: AppEventsOptions): AppEvents {
  const { deliveries, once, clock, onError, closed } = options
  const listeners = new Set<Listener>()
  const running = new Set<Promise<void>>()

  function add(config: ListenerConfig, run: Listener['run']): () => void {
    const componentId = crypto.randomUUID()
    const createdAt = new Date(clock.now()).toISOString()
    const listener = { ...config, componentId, createdAt, run }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  /** As often as it takes; a listener may get an event twice, with the same correlationId. */
  async function post(config: UrlListenerConfig, event: AppEvent): Promise<void> {
    const url = new URL(config.url)
    const authorization = config.credentials && authorizationHeader(config.credentials)
    let failed: string | undefined
    for (let count = 0; ; count++) {
      const { ended, deliveryId, problem } = await deliveries.post({
        kind: 'app-event',
        event: event.event,
        from: event.user,
        to: config.flowId ?? url.host,
        key: event.correlationId,
        url,
        authorization,
        body: JSON.stringify(event),
        repeats: failed,
      })
      const delay = problem === undefined ? undefined : delayAfter(ended, count)
      if (delay === undefined) return
      failed = deliveryId
      await clock.sleep(delay, closed)
    }
  }

  function delayAfter(ended: Attempt, count: number): number | undefined {
    // Who answers 200 without JSON is not the listener: a page of something in front of it.
    if (!isTransient(ended) && ended.status !== 200) return
    const asked = ended.kind === 'answer' ? ended.retryAfter : undefined
    // There is no caller who could come back after more than that.
    const retryAfter = asked && Math.min(asked, MAX_DELAY)
    return retryDelay(retry, count, retryAfter, clock.random)
  }

  function trigger(event: string, user: string, data: unknown, flowId?: string): Triggered {
    const found = [...listeners].filter(
      (one) =>
        one.event === event && one.user === user && (flowId === undefined || one.flowId === flowId),
    )
    if (found.length === 0) return { answer: JSON.stringify({ triggers: [] }), isTaken: false }
    const errors: object[] = []
    const triggers = found.map((listener): Trigger => {
      const { componentId, createdAt } = listener
      const flow = listener.flowId !== undefined && { flowId: listener.flowId }
      const record = { userId: user, event, componentId, ...flow, createdAt }
      if (running.size >= options.queued) {
        const message = 'Too many events wait for their listeners. Send it again later'
        errors.push({ message, code: 'TRIGGER_FAILURE', trigger: record, err: {} })
        return record
      }
      const correlationId = crypto.randomUUID()
      const run = listener.run({ event, user, ...flow, correlationId, data }).catch(onError)
      const entry = run.finally(() => running.delete(entry))
      running.add(entry)
      return { ...record, correlationId }
    })
    return {
      answer: JSON.stringify({ triggers, errors }),
      isTaken: errors.length < triggers.length,
    }
  }

  return {
    listen: (config, handler) => add(config, async (event) => handler(event)),
    listenAt: (config) => add(config, (event) => post(config, event)),
    listeners: () => [...listeners],
    trigger,
    async triggerOnce(key, event, user, data, flowId) {
      const scope = JSON.stringify(['app-event', user, key])
      const result = await once.run(scope, [event, flowId ?? null, data], async () => {
        const { answer, isTaken } = trigger(event, user, data, flowId)
        // What nobody has may come again with its key.
        return { deliveryId: '', answer, ...(isTaken && { reply: answer }) }
      })
      if (result.kind === 'reused') return
      return result.kind === 'done' ? result.done.answer : result.reply
    },
    async drained() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
