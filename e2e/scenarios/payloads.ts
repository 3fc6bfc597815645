import { bothWays } from '../pages/both-ways.js'
import { deep } from '../pages/deep.js'
import { outcomeOf, refusalOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const goodValues: readonly unknown[] = [
  'текст 🛒 \u2028 \ud800 "quoted" \u0000',
  { '': 1, constructor: 2, toString: 3, a: { b: { $c: [] } } },
  [1e308, -1.5, Number.MAX_SAFE_INTEGER],
  Object.assign(Object.create(null), { bare: true }),
  deep(256),
  'x'.repeat(1_000_000),
]

export const goodPayloads: Scenario = bothWays({
  answer(side) {
    side.onCustomEvent('echo', (payload) => payload)
    return () => null
  },
  async ask(side) {
    const isSame: boolean[] = []
    for (const value of goodValues)
      isSame.push(JSON.stringify(await side.request('echo', value)) === JSON.stringify(value))
    return isSame
  },
})

/** Names that every object has are names of events like any others. */
export const inheritedNames: Scenario = bothWays({
  answer(side) {
    for (const name of ['__proto__', 'constructor']) side.onCustomEvent(name, () => `from ${name}`)
    return () => null
  },
  async ask(side) {
    const facts: unknown[] = []
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      facts.push(await outcomeOf(side.request(name, null)))
    return facts
  },
})

/** What is over the limit of the host never leaves the miniapp. */
export const tooLarge: Scenario = {
  async host(stage) {
    const host = testHost({ limits: { messageBytes: 2_000 } })
    host.onCustomEvent('size', (payload) => String(payload).length)
    const app = mountMiniapp(stage, host)
    const reply = await outcomeOf(app.request('grow', 3_000))
    return { ...((await stage.heard('miniapp')) as object), reply }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('grow', (length) => 'x'.repeat(Number(length)))
    await miniapp.connected
    return {
      small: await outcomeOf(miniapp.request('size', 'x'.repeat(1_000))),
      large: await refusalOf(() => miniapp.request('size', 'x'.repeat(3_000))),
      event: await refusalOf(() => miniapp.sendCustomEvent('size', 'x'.repeat(3_000))),
    }
  },
}
