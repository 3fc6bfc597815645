import { bothWays } from '../pages/both-ways.js'
import { outcomeOf, refusalOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

class Money {
  amount = 1
}

function cycle(): object {
  const me: Record<string, unknown> = {}
  me.me = me
  return me
}

/** Lists in lists, so many levels deep. */
function deep(levels: number): unknown[] {
  let value: unknown[] = []
  for (let level = 1; level < levels; level++) value = [value]
  return value
}

/** What JSON cannot carry unchanged; the member of interest is `is`. */
function badValues(): Readonly<Record<string, unknown>> {
  return {
    date: { is: new Date(0) },
    function: { is: () => 1 },
    symbol: { is: Symbol('s') },
    bigint: { is: [1n] },
    nan: { is: Number.NaN },
    infinity: { is: Number.POSITIVE_INFINITY },
    hole: { is: [1, undefined] },
    map: { is: new Map() },
    instance: { is: new Money() },
    bytes: { is: new Uint8Array(2) },
    cycle: { is: cycle() },
    proto: { is: JSON.parse('{"__proto__": 1}') },
    deep: { is: deep(256) },
    reserved: { $is: 1 },
  }
}

/** Nothing of it crosses: it is refused where it is said, with the way to it. */
export const badPayloads: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('take', (payload) => seen.push(payload))
    side.onCustomEvent('give', (name) => badValues()[String(name)])
    return () => seen
  },
  async ask(side) {
    const facts: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(badValues())) {
      facts[name] = {
        request: await refusalOf(() => side.request('take', value)),
        event: await refusalOf(() => side.sendCustomEvent('take', value)),
        reply: await refusalOf(() => side.request('give', name)),
      }
    }
    return facts
  },
})

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
