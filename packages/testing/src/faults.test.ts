import { memoryTransports } from '@drawbridge/core/memory'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault, FaultPlan } from './fault-plan.js'
import { createFaults, type Faults } from './faults.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

function wire(plan: FaultPlan) {
  const faults = createFaults(plan)
  const [mine, theirs] = faults.wrap(memoryTransports())
  const heard: unknown[] = []
  const ends: string[] = []
  mine.start(
    () => {},
    () => void ends.push('miniapp'),
  )
  theirs.start(
    (text) => void heard.push(text),
    () => void ends.push('host'),
  )
  return { faults, mine, theirs, heard, ends }
}

const at = (packet: number, fault: Fault): FaultPlan => ({
  at: [{ connection: 1, from: 'miniapp', packet, fault }],
})

describe('createFaults()', () => {
  it.each<[Fault, unknown[], string[]]>([
    ['drop', ['one', 'three'], []],
    ['duplicate', ['one', 'two', 'two', 'three'], []],
    ['reorder', ['one', 'three', 'two'], []],
    ['cut', ['one'], ['miniapp', 'host']],
    ['silent', ['one'], []],
  ])('%s hits the packet that the plan names', async (fault, texts, told) => {
    const { mine, heard, ends } = wire(at(2, fault))
    for (const text of ['one', 'two', 'three']) {
      mine.post(text)
      await turn()
    }
    expect(heard).toEqual(texts)
    expect(ends.sort()).toEqual([...told].sort())
  })

  it('corrupt cuts a packet short, and says what arrived', async () => {
    const { mine, heard, faults } = wire(at(1, 'corrupt'))
    mine.post('{"n":1,"a":0,"m":[]}')
    await turn()
    expect(() => JSON.parse(heard[0] as string)).toThrow(SyntaxError)
    expect(faults.packets).toMatchObject([{ faults: ['corrupt'], delivered: heard }])
  })

  it('delays packets and keeps their order', async () => {
    const { mine, heard } = wire({ seed: 3, delay: [10, 100] })
    for (let n = 0; n < 20; n++) mine.post(String(n))
    await turn(9)
    expect(heard).toEqual([])
    await turn(91)
    expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => String(n)))
  })

  it('delivers what was under way when an end closes, and then tells the other', async () => {
    const { mine, heard, ends } = wire({ delay: [50, 50] })
    mine.post('last')
    mine.close()
    await turn(49)
    expect([heard, ends]).toEqual([[], []])
    await turn(1)
    expect([heard, ends]).toEqual([['last'], ['host']])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does the same again from the same seed, and from the faults that happened', async () => {
    const plan: FaultPlan = { seed: 42, rates: { drop: 0.2, duplicate: 0.2, reorder: 0.1 } }
    const run = async (given: FaultPlan): Promise<{ faults: Faults; heard: unknown[] }> => {
      const { mine, heard, faults } = wire(given)
      for (let n = 0; n < 200; n++) mine.post(String(n))
      await turn()
      return { faults, heard }
    }
    const first = await run(plan)
    expect(first.heard).not.toHaveLength(200)
    expect((await run(plan)).heard).toEqual(first.heard)
    const printed = JSON.parse(JSON.stringify(first.faults.happened())) as FaultPlan
    expect((await run(printed)).heard).toEqual(first.heard)
    expect((await run({ ...plan, seed: 43 })).heard).not.toEqual(first.heard)
  })

  it('spares packets and connections as planned', async () => {
    const faults = createFaults({ rates: { drop: 1 }, spare: 1, connections: 1 })
    const heard: unknown[] = []
    for (const connection of ['a', 'b']) {
      const [mine, theirs] = faults.wrap(memoryTransports())
      theirs.start((text) => void heard.push(text))
      for (const n of [1, 2]) mine.post(`${connection}${n}`)
    }
    await turn()
    expect(heard).toEqual(['a1', 'b1', 'b2'])
  })
})
