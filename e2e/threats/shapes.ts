import { BridgeError } from '@drawbridge/core'
import { bothWays } from '../pages/both-ways.js'
import { deep } from '../pages/deep.js'
import { outcomeOf, refusalOf } from '../pages/facts.js'
import { rawMiniapp } from '../pages/raw-miniapp.js'
import { rpc } from '../pages/raw-port.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost } from '../pages/sides.js'

const DEEP = 200_000
const THEN = 'then'

class Money {
  amount = 1
}

function cycle(): object {
  const me: Record<string, unknown> = {}
  me.me = me
  return me
}

/** What JSON cannot carry unchanged; the member of interest is `is`. */
function badValues(): Readonly<Record<string, unknown>> {
  return {
    date: { is: new Date(0) },
    function: { is: () => 1 },
    thenable: { is: { [THEN]: () => {} } },
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
    deepest: { is: deep(DEEP) },
    throwing: {
      get is() {
        throw new Error('a getter')
      },
    },
    reserved: { $is: 1 },
  }
}

/** Nothing of it crosses: it is refused where it is said, with the way to it. */
export const badPayloads: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('take', (payload) => seen.push(payload))
    side.onCustomEvent('give', (name) => badValues()[String(name)])
    side.onCustomEvent('refuse', (name) => {
      throw new BridgeError('OUT_OF_STOCK', 'None left', { data: badValues()[String(name)] })
    })
    return () => seen
  },
  async ask(side) {
    const facts: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(badValues())) {
      facts[name] = {
        request: await refusalOf(() => side.request('take', value)),
        event: await refusalOf(() => side.sendCustomEvent('take', value)),
        reply: await refusalOf(() => side.request('give', name)),
        error: await refusalOf(() => side.request('refuse', name)),
      }
    }
    return facts
  },
})

function depthOf(value: unknown): number {
  let depth = 0
  for (let inner = value; Array.isArray(inner); inner = inner[0]) depth++
  return depth
}

/** A miniapp that is written by hand sends text that no side of ours would send. */
export const deepText: Scenario = {
  async host(stage) {
    const host = testHost()
    const depths: number[] = []
    host.onCustomEvent('take', (payload) => depths.push(depthOf(payload)))
    host.onCustomEvent('echo', (payload) => payload)
    const app = mountMiniapp(stage, host)
    const miniapp = await stage.heard('miniapp')
    return { miniapp, depths, status: app.status }
  },
  async miniapp(stage) {
    const port = await rawMiniapp(stage)
    const nested = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`
    const facts: unknown[] = []
    for (const [id, more] of Object.entries(['', '"type":"echo",', '"_meta":{"key":"k"},'])) {
      const event = `{"type":"take",${more}"payload":${nested}}`
      const n = Number(id) + 2
      port.post(
        `{"n":${n},"a":0,"m":[{"jsonrpc":"2.0","id":${n},"method":"event","params":${event}}]}`,
      )
      const [message] = (await port.next()).m
      const { error } = message as { error?: { data: { code: string } } }
      facts.push(error?.data.code ?? 'answered')
    }
    port.post(JSON.stringify({ n: 5, a: 0, m: [rpc('bridge/ping', {}, 'p')] }))
    return { facts, ping: (await port.next()).m }
  },
}

/** Values that would run code, or look like a promise, where they are read. */
export const trickyValues: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('take', (payload) => {
      const accessors = Object.values(Object.getOwnPropertyDescriptors(payload)).filter(
        ({ get, set }) => get || set,
      )
      seen.push([payload, accessors.length])
      return payload
    })
    return () => seen
  },
  async ask(side) {
    // Before there is a session: it waits, and is what it was at the call.
    const order = { items: ['tea'] }
    const ordered = side.request('take', order)
    order.items.push('not ordered')
    let reads = 0
    const price = {
      get amount() {
        reads++
        return 5
      },
    }
    const priced = await side.request('take', price)
    const readsAtCall = reads
    const thenables: readonly object[] = [
      { [THEN]: 'later' },
      { [THEN]: { [THEN]: null }, catch: 1 },
      { [THEN]: null, constructor: { name: 'Promise' } },
    ]
    return {
      priced,
      isReadByReceiver: reads > readsAtCall,
      ordered: await ordered,
      thenables: await Promise.all(
        thenables.map((value) => outcomeOf(side.request('take', value))),
      ),
      isItself: ((await side) as unknown) === side,
      hasThen: THEN in side,
    }
  },
})
