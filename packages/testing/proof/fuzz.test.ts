import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { memoryTransports } from '@drawbridge/core/memory'
import { afterEach, describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../src/random.js'
import { mutateText, mutateValue } from './mutate.js'
import { attackedHost, attackedMiniapp, type Stranger, type Target } from './stranger.js'
import { installVirtualClock, type VirtualClock } from './virtual-clock.js'

const MESSAGES = Number(process.env.DRAWBRIDGE_FUZZ ?? 50_000)
const SEED = Number(process.env.DRAWBRIDGE_SEED ?? 1)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Good messages, before something is done to them. */
const messages: readonly object[] = [
  {
    jsonrpc: '2.0',
    id: 1,
    method: 'event',
    params: { type: 'ask', payload: { a: [1, { b: 2 }] }, _meta: { key: 'k', silence: 900 } },
  },
  { jsonrpc: '2.0', id: 2, method: 'event', params: { type: 'fail', payload: null } },
  {
    jsonrpc: '2.0',
    id: 3,
    method: 'event',
    params: { type: 'wait', payload: 'x', _meta: { silence: 300 } },
  },
  { jsonrpc: '2.0', method: 'event', params: { type: 'note', payload: { n: 1 } } },
  {
    jsonrpc: '2.0',
    id: 4,
    method: 'appEvent',
    params: { event: 'seen', data: {}, _meta: { key: 'k' } },
  },
  { jsonrpc: '2.0', id: 5, method: 'bridge/capabilities', params: { names: ['ask', 'other'] } },
  { jsonrpc: '2.0', method: 'bridge/capabilities', params: { granted: ['ask'] } },
  { jsonrpc: '2.0', method: 'bridge/context', params: { changed: { theme: 'dark' } } },
  { jsonrpc: '2.0', method: 'bridge/lifecycle', params: { state: 'hidden', cause: 'page' } },
  { jsonrpc: '2.0', method: 'bridge/ready', params: {} },
  { jsonrpc: '2.0', id: 'p', method: 'bridge/ping', params: {} },
  { jsonrpc: '2.0', id: 6, method: 'bridge/closing', params: { reason: 'x' } },
  { jsonrpc: '2.0', method: '$/cancel', params: { id: 3 } },
  { jsonrpc: '2.0', method: '$/alive', params: {} },
  { jsonrpc: '2.0', method: '$/progress', params: { id: 1, value: 5 } },
  { jsonrpc: '2.0', id: 1, result: { a: 1 } },
  {
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32000, message: 'No', data: { code: 'NO', retryable: true } },
  },
]

/** Own members of everything that a hostile object could reach through a prototype. */
function prototypes(): string[] {
  return [Object, Array, Function, String, Number, Promise, Map, Set, Error, AbortSignal]
    .map((of) => of.prototype as object)
    .flatMap((proto) => [
      String(
        Object.getPrototypeOf(proto) === null || Object.getPrototypeOf(proto) === Object.prototype,
      ),
      ...Reflect.ownKeys(proto).map(String),
    ])
}

/** One text that is almost a packet. Ids rise, so that most requests are taken in. */
function nextText(random: Random, stranger: Stranger, id: number): string {
  const picked = messages[random.between(0, messages.length - 1)] as Record<string, unknown>
  const message: unknown =
    typeof picked.id === 'number' && 'method' in picked ? { ...picked, id } : picked
  const mutated = random.chance(0.85) ? mutateValue(random, message) : message
  if (random.chance(0.03)) return mutateText(random, JSON.stringify({ n: 1, a: 0, m: [mutated] }))
  const packet: unknown = { n: stranger.nextNumber(), a: random.between(0, 3), m: [mutated] }
  return JSON.stringify(random.chance(0.01) ? mutateValue(random, packet) : packet)
}

/** A good request on a new wire is answered: the side has neither died nor lost its handlers. */
async function expectAlive(target: Target, clock: VirtualClock): Promise<void> {
  const stranger = target.meet(memoryTransports)
  await clock.run(0)
  const before = stranger.heard
  const ping = { jsonrpc: '2.0', id: 'p', method: 'bridge/ping', params: {} }
  stranger.post(JSON.stringify({ n: stranger.nextNumber(), a: 1, m: [ping] }))
  await clock.run(0)
  expect(stranger.heard).toBeGreaterThan(before)
  stranger.leave()
}

let clock: VirtualClock | undefined
afterEach(() => clock?.restore())

describe(`${MESSAGES} mutated messages, DRAWBRIDGE_SEED=${SEED}`, () => {
  it.each([
    ['a host', attackedHost],
    ['a miniapp', attackedMiniapp],
  ])('leave %s as it was', async (name, attack) => {
    console.log(`${MESSAGES / 2} mutated messages to ${name}, DRAWBRIDGE_SEED=${SEED}`)
    const uncaught: unknown[] = []
    const onUncaught = (error: unknown): void => void uncaught.push(error)
    process.on('uncaughtException', onUncaught)
    process.on('unhandledRejection', onUncaught)
    const before = prototypes()
    const random = createRandom(SEED)
    clock = installVirtualClock()
    const target = attack()
    const heaps: number[] = []
    let stranger: Stranger | undefined
    let sessions = 0
    let inSession = 0
    for (let count = 1; count <= MESSAGES / 2; count++) {
      if (!stranger || stranger.isOver || inSession > 200) {
        stranger?.leave()
        stranger = target.meet(memoryTransports)
        await clock.run(0)
        sessions++
        inSession = 0
      }
      const text = nextText(random, stranger, ++inSession)
      const heard = stranger.heard
      try {
        stranger.post(text)
        // Every message gets a turn; a hundred share a second, which no limit holds back.
        await clock.run(inSession % 10 === 0 ? 100 : 0)
      } catch (error) {
        throw new Error(`Message ${count} (DRAWBRIDGE_SEED=${SEED}) threw: ${text}`, {
          cause: error,
        })
      }
      if (clock.thrown.length + uncaught.length > 0)
        throw new Error(`Message ${count} (DRAWBRIDGE_SEED=${SEED}) threw later: ${text}`, {
          cause: clock.thrown[0] ?? uncaught[0],
        })
      expect(stranger.heard - heard).toBeLessThan(50)
      if (count % Math.ceil(MESSAGES / 20) === 0) {
        await expectAlive(target, clock)
        stranger = undefined
        collect()
        heaps.push(process.memoryUsage().heapUsed)
      }
    }
    await expectAlive(target, clock)
    // Ten readings: after the first half has warmed everything up, nothing grows any more.
    const [warm, late] = [heaps.slice(3, 6), heaps.slice(-3)].map((some) => Math.min(...some)) as [
      number,
      number,
    ]
    expect(late - warm).toBeLessThan(2 * 1024 * 1024)
    expect(sessions).toBeGreaterThan(MESSAGES / 2 / 250)
    target.close()
    await clock.run(60_000)
    expect(clock.pending()).toBe(0)
    expect(prototypes()).toEqual(before)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    process.off('uncaughtException', onUncaught)
    process.off('unhandledRejection', onUncaught)
    expect(uncaught).toEqual([])
  })
})
