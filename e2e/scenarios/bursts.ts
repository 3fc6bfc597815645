import { bothWays } from '../pages/both-ways.js'
import type { Scenario } from '../pages/scenario.js'

/** A thousand requests of one tick, each with its own answer. */
export const thousandRequests: Scenario = bothWays({
  answer(side) {
    let running = 0
    let most = 0
    side.onCustomEvent('double', async (payload) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve))
      running--
      return { double: 2 * Number(payload) }
    })
    return () => ({ isWithinWindow: most > 1 && most <= 256 })
  },
  async ask(side) {
    const calls = Array.from({ length: 1_000 }, (_, n) => side.request('double', n))
    const replies = (await Promise.all(calls)) as { double: number }[]
    return replies.filter(({ double }, n) => double === 2 * n).length
  },
})

/** Events and requests keep the order in which they were said. */
export const programOrder: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('told', (payload) => void seen.push(payload))
    side.onCustomEvent('asked', (payload) => void seen.push(payload))
    return () => seen
  },
  async ask(side) {
    const calls: Promise<unknown>[] = []
    for (let n = 0; n < 12; n++) {
      if (n % 3 === 0) calls.push(side.request('asked', n))
      else side.sendCustomEvent('told', n)
      // Some of one turn, some of the next.
      if (n % 4 === 3) await calls.at(-1)
    }
    await Promise.all(calls)
    return await side.request('asked', 'end')
  },
})

/** More than the window of requests, and an event behind them: it waits its turn. */
export const orderBehindWindow: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('asked', (payload) => void seen.push(payload))
    side.onCustomEvent('told', (payload) => void seen.push(payload))
    return () => ({ isLast: seen.at(-1) === 'the end', count: seen.length })
  },
  async ask(side) {
    const calls = Array.from({ length: 400 }, (_, n) => side.request('asked', n))
    side.sendCustomEvent('told', 'the end')
    await Promise.all(calls)
    return null
  },
})
