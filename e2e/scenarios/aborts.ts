import { isBridgeError } from '@drawbridge/core'
import { bothWays } from '../pages/both-ways.js'
import { type Outcome, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import type { Side } from '../pages/sides.js'

/** How an aborted call ended, with the reason that its caller gave. */
async function abortedOutcome(call: Promise<unknown>): Promise<Outcome & { cause?: unknown }> {
  const cause = await call.then(
    () => undefined,
    (error: Error) => error.cause,
  )
  return { ...(await outcomeOf(call)), cause }
}

async function ask(side: Side): Promise<unknown> {
  const before = new AbortController()
  before.abort('too late')
  const queued = new AbortController()
  const during = new AbortController()
  const after = new AbortController()

  // In the turn of the mount there is no connection yet.
  const whileQueued = side.request('wait', 'queued', { signal: queued.signal })
  queued.abort('changed my mind')
  const whileWaiting = side.request('wait', 'during', {
    signal: during.signal,
    onProgress: () => during.abort('tired of waiting'),
  })
  const facts = {
    before: await abortedOutcome(side.request('wait', 'before', { signal: before.signal })),
    queued: await abortedOutcome(whileQueued),
    during: await abortedOutcome(whileWaiting),
    after: await outcomeOf(side.request('answer', null, { signal: after.signal })),
  }
  after.abort('it is over')
  return { ...facts, next: await side.request('answer', null) }
}

/** A call that is cancelled before it leaves, while its handler runs, and after its reply. */
export const aborts: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('wait', (payload, { signal, progress }) => {
      progress('started')
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          const { reason } = signal
          seen.push({ payload, aborted: isBridgeError(reason) ? reason.code : String(reason) })
          // Nobody waits for it any more.
          resolve('a late answer')
        }),
      )
    })
    side.onCustomEvent('answer', () => 'yes')
    return () => seen
  },
  ask,
})
