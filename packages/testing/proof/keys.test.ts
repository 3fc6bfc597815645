import { isBridgeError } from '@drawbridge/core'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { linkedPair } from '../src/linked-pair.js'
import { closeAtEnd, prove } from './prove.js'
import { endedFaults, faultPlans } from './scenario.js'

const turns = fc.constantFrom(0, 3, 60, 400, 1_700)

describe('a key', () => {
  const orders = fc.record({
    // Only so many connections go wrong, so that each order can come to its end.
    faults: faultPlans(endedFaults, { connections: 4, spare: 1 }),
    orders: fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), after: turns, takes: turns }),
      { minLength: 1, maxLength: 6 },
    ),
    reloads: fc.array(turns, { maxLength: 3 }),
  })

  prove(
    'runs its handler once, whatever is cut, and gives all the same answer',
    orders,
    async (input, clock) => {
      const pair = closeAtEnd(linkedPair({ faults: input.faults }))
      const takes = new Map<string, number>(input.orders.map((order) => [order.key, order.takes]))
      const runs: Record<string, number> = {}
      pair.host.onCustomEvent('pay', (order, { signal }) => {
        const { key } = order as { key: string }
        runs[key] = (runs[key] ?? 0) + 1
        const receipt = { key, run: runs[key] }
        return new Promise((resolve, reject) => {
          setTimeout(() => resolve(receipt), takes.get(key))
          signal.addEventListener('abort', () => reject(signal.reason))
        })
      })

      /** What a shop does: repeats with the same key for as long as it may. */
      async function pay(key: string): Promise<unknown> {
        for (;;) {
          const { miniapp } = pair
          try {
            return await miniapp.request('pay', { key }, { key, timeout: 2_000 })
          } catch (error) {
            // After a reload the next document asks again.
            const isReload = pair.miniapp !== miniapp
            if (!isReload && !(isBridgeError(error) && error.retryable)) throw error
            await new Promise((resolve) => void setTimeout(resolve, 100))
          }
        }
      }

      const answers: unknown[] = []
      for (const { key, after } of input.orders) {
        if (after > 0) await clock.run(after)
        void pay(key).then(
          (receipt) => answers.push(receipt),
          (error: unknown) => answers.push(error),
        )
      }
      for (const after of input.reloads) {
        await clock.run(after)
        pair.reload()
      }
      await clock.run(120_000)
      // Whatever the order in which they come.
      const byKey = (a: unknown, b: unknown): number =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
      expect(answers.sort(byKey)).toEqual(
        input.orders.map(({ key }) => ({ key, run: 1 })).sort(byKey),
      )
      const used = [...new Set(input.orders.map(({ key }) => key))]
      expect(runs).toEqual(Object.fromEntries(used.map((key) => [key, 1])))
    },
  )

  const TAKES_MS = 1_000
  const joined = fc.array(fc.constantFrom(undefined, 5, 255, 995, 1_255), {
    minLength: 1,
    maxLength: 5,
  })

  prove(
    'is aborted when all that joined it have cancelled, is free again then, and fits one payload',
    joined,
    async (cancels, clock) => {
      const { miniapp, host } = closeAtEnd(linkedPair())
      let runs = 0
      host.onCustomEvent('pay', async (_order, { signal }) => {
        const run = ++runs
        await new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, TAKES_MS)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            reject(signal.reason)
          })
        })
        return run
      })
      await clock.run(0)
      const outcomes = cancels.map((cancel) => {
        const controller = new AbortController()
        if (cancel !== undefined) setTimeout(() => controller.abort(), cancel)
        return miniapp.request('pay', 1, { key: 'k', signal: controller.signal }).then(
          (value) => value,
          (error: { code: string }) => error.code,
        )
      })
      await clock.run(TAKES_MS * 2)
      const isEarly = (cancel: number | undefined): boolean =>
        cancel !== undefined && cancel < TAKES_MS
      expect(await Promise.all(outcomes)).toEqual(
        cancels.map((cancel) => (isEarly(cancel) ? 'CANCELLED' : 1)),
      )
      expect(runs).toBe(1)
      const again = miniapp.request('pay', 1, { key: 'k' })
      await clock.run(TAKES_MS * 2)
      expect(await again).toBe(cancels.every(isEarly) ? 2 : 1)
      const other = miniapp.request('pay', 2, { key: 'k' }).catch((error: unknown) => error)
      await clock.run(0)
      expect(await other).toMatchObject({ code: 'KEY_REUSED' })
    },
  )
})

describe('an app event', () => {
  const events = fc.record({
    faults: faultPlans(endedFaults, { connections: 4, spare: 1 }),
    events: fc.array(fc.record({ after: turns, takes: turns }), { minLength: 1, maxLength: 8 }),
  })

  prove('is delivered once in effect, whatever is cut', events, async (input, clock) => {
    const { miniapp, host } = closeAtEnd(linkedPair({ faults: input.faults }))
    const effects: unknown[] = []
    host.onAppEvent((event, data) => {
      effects.push([event, data])
      const { takes = 0 } = input.events[data as number] ?? {}
      return new Promise((resolve) => void setTimeout(resolve, takes))
    })
    const delivered: unknown[] = []
    for (const [n, { after }] of input.events.entries()) {
      if (after > 0) await clock.run(after)
      void miniapp
        .sendAppEvent('viewed', n)
        .then((receipt) => receipt.delivered)
        .then(
          (delivery) => delivered.push({ n, once: delivery.once }),
          (error: unknown) => delivered.push(error),
        )
    }
    await clock.run(180_000)
    const byNumber = (a: unknown, b: unknown): number =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
    expect(delivered.sort(byNumber)).toEqual(input.events.map((_, n) => ({ n, once: true })))
    expect(effects.sort(byNumber)).toEqual(input.events.map((_, n) => ['viewed', n]))
  })
})
