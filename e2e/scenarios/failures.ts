import { BridgeError, defineContract, isBridgeError, type } from '@drawbridge/core'
import { bothWays } from '../pages/both-ways.js'
import { outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import type { Side } from '../pages/sides.js'
import { timed } from '../pages/time.js'

function addFailing(side: Side): void {
  side.onCustomEvent('throws', () => {
    throw new Error('secret')
  })
  side.onCustomEvent('rejects', () => Promise.reject(new Error('secret')))
  side.onCustomEvent('throws nothing', () => {
    throw undefined
  })
  side.onCustomEvent('refuses', () => {
    throw new BridgeError('OUT_OF_STOCK', 'The last teapot is gone', { data: { left: 0 } })
  })
  side.onCustomEvent('works', () => 'still here')
}

async function askFailing(side: Side): Promise<unknown> {
  const facts: Record<string, unknown> = {}
  for (const name of ['throws', 'rejects', 'throws nothing', 'refuses', 'works']) {
    const call = side.request(name, null)
    const text = await call.then(
      () => '',
      (error: unknown) => (error as Error).message,
    )
    facts[name] = { ...(await outcomeOf(call)), text }
  }
  return facts
}

export const failingHandlers: Scenario = bothWays({
  answer(side) {
    addFailing(side)
    return () => null
  },
  ask: askFailing,
})

/** For development a host may tell the miniapp what went wrong. */
export const exposedErrors: Scenario = bothWays({
  answer(side) {
    addFailing(side)
    return () => null
  },
  ask: askFailing,
  hostOptions: { exposeErrors: true },
})

const contract = defineContract({
  endless: { payload: type<null>(), reply: type<null>(), budget: 400 },
})

/** A handler that never answers is ended when its budget is used up. */
export const budgets: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('endless', (_payload, { signal }) => {
      signal.addEventListener('abort', () =>
        seen.push(isBridgeError(signal.reason) ? signal.reason.code : signal.reason),
      )
      return new Promise(() => {})
    })
    return () => seen
  },
  async ask(side) {
    await side.connected
    const { ms, value } = await timed(outcomeOf(side.request('endless', null)))
    return { ...value, isInTime: ms >= 400 && ms < 10_000 }
  },
  hostOptions: { contract },
  miniappOptions: { contract },
})

/** Listeners that throw, of events and of the bridge's own, hurt nobody else. */
export const throwingListeners: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    const fail = (): never => {
      throw new Error('a listener')
    }
    side.onCustomEvent('told', fail, { observe: true })
    side.onCustomEvent('*', fail)
    side.onCustomEvent('told', (payload) => {
      seen.push(payload)
      fail()
    })
    side.onCustomEvent('told', (payload) => void seen.push(payload), { observe: true })
    side.onCustomEvent('asked', () => 'answer')
    return () => seen
  },
  async ask(side) {
    side.sendCustomEvent('told', 1)
    return await side.request('asked', null)
  },
})
