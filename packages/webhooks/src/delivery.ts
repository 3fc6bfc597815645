import type { Claim } from './dedupe.js'
import { inTime } from './in-time.js'
import type { WebhookJob, Work } from './job.js'
import type { LogEntry } from './log.js'
import type { WaitUntil, WorkSettings } from './options.js'
import { Refusal } from './refusal.js'

export interface DeliveryOptions extends WorkSettings {
  readonly work: Work
  readonly log: (entry: Omit<LogEntry, 'ns'>) => void
}

export interface Delivery {
  /** Gives `accepted` or `duplicate`; both are acknowledged. @throws {Refusal} for what the provider should repeat. */
  deliver(
    job: WebhookJob,
    isDeduped: boolean,
    waitUntil: WaitUntil,
  ): Promise<'accepted' | 'duplicate'>
  /** For a worker of the queue. A job that was not promoted before a crash is remembered from here on. */
  readonly work: Work
}

const FIRST_POLL_MS = 10
const LAST_POLL_MS = 250

export function createDelivery(options: DeliveryOptions): Delivery {
  const { dedupe, queue, storeTimeoutMs, rememberMs, claimMs, workLimitMs, log } = options

  return {
    async deliver(job, isDeduped, waitUntil) {
      const token = crypto.randomUUID()
      const claim = isDeduped ? await takeClaim(job, token) : 'unclaimed'
      if (claim === 'done') return 'duplicate'
      const held = claim === 'claimed' ? token : undefined
      if (options.ack === 'after-enqueue') await enqueue(job, held)
      else if (options.ack === 'after-work') await workInTime(job, held, waitUntil)
      else {
        if (held) await promote(job)
        waitUntil(workNow(job).catch((error) => report(job, 'work-failed', error)))
      }
      return 'accepted'
    },
    async work(job, context) {
      await options.work(job, context)
      if (job.transactionId !== undefined) await promote(job)
    },
  }

  /**
   * Waits for a delivery of the same id that is running: answering 2xx before it is done would tell the provider to
   * forget one that may still fail.
   */
  async function takeClaim(job: WebhookJob, token: string): Promise<Claim | 'unclaimed'> {
    const deadline = performance.now() + workLimitMs
    for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LAST_POLL_MS)) {
      const asked = dedupe.claim(job.id, token, claimMs)
      let claim: Claim
      try {
        claim = await answered(asked)
      } catch (error) {
        forget(job, token, asked)
        if (options.storeDown === 'closed')
          throw new Refusal('store-down', 'the dedupe store does not answer', error)
        report(job, 'store-down-open', error)
        return 'unclaimed'
      }
      if (claim !== 'running') return claim
      if (performance.now() >= deadline)
        throw new Refusal('still-running', 'the same delivery is being worked on')
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  /** A claim that is taken after nobody waited for it any more would hold up the next try for its whole time. */
  function forget(job: WebhookJob, token: string, asked: Promise<Claim>): void {
    const settled = asked.catch(() => {})
    settled.then(() => dedupe.release(job.id, token)).catch(() => {})
  }

  async function enqueue(job: WebhookJob, token: string | undefined): Promise<void> {
    try {
      if (!queue) throw new Error('there is no queue')
      await answered(queue.add(job))
    } catch (error) {
      await release(job, token)
      throw new Refusal('queue-down', 'the delivery could not be queued', error)
    }
    if (token) await promote(job)
  }

  async function workInTime(
    job: WebhookJob,
    token: string | undefined,
    waitUntil: WaitUntil,
  ): Promise<void> {
    const controller = new AbortController()
    const renewal = token && setInterval(() => renew(job, token), claimMs / 3)
    const work = workNow(job, controller.signal)
      .then(
        () => (token ? promote(job) : undefined),
        async (error) => {
          await release(job, token)
          throw new Refusal('work-failed', 'the handler threw', error)
        },
      )
      .finally(() => clearInterval(renewal || undefined))
    await inTime(work, workLimitMs, () => {
      const refusal = new Refusal('work-too-slow', `not done after ${workLimitMs} ms`)
      controller.abort(refusal)
      // It goes on and keeps its claim: a repetition waits for it, and never runs beside it.
      waitUntil(work.catch((error) => report(job, 'work-failed', error.cause)))
      return refusal
    })
  }

  async function workNow(job: WebhookJob, signal = new AbortController().signal): Promise<void> {
    await options.work(job, { attempt: 1, signal })
  }

  async function renew(job: WebhookJob, token: string): Promise<void> {
    await answered(dedupe.renew(job.id, token, claimMs)).catch((error) =>
      report(job, 'store-down', error),
    )
  }

  /** What was done stays done: without the memory a repetition may run again, with a 503 it surely would. */
  async function promote(job: WebhookJob): Promise<void> {
    await answered(dedupe.promote(job.id, rememberMs)).catch((error) =>
      report(job, 'store-down', error),
    )
  }

  async function release(job: WebhookJob, token: string | undefined): Promise<void> {
    if (!token) return
    await answered(dedupe.release(job.id, token)).catch((error) => report(job, 'store-down', error))
  }

  /** A client that queues commands while it is disconnected would keep the provider waiting. */
  function answered<T>(call: Promise<T>): Promise<T> {
    return inTime(call, storeTimeoutMs, () => new Error(`no answer within ${storeTimeoutMs} ms`))
  }

  function report(
    job: WebhookJob,
    reason: 'work-failed' | 'store-down' | 'store-down-open',
    error: unknown,
  ): void {
    const { tenant, event, transactionId } = job
    log({
      level: 'error',
      reason,
      event,
      ...(tenant === undefined ? {} : { tenant }),
      ...(transactionId === undefined ? {} : { transactionId }),
      error,
    })
  }
}
