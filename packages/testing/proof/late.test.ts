import { defineContract, type } from '@drawbridge/core'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { linkedPair } from '../src/linked-pair.js'
import { closeAtEnd, prove } from './prove.js'
import { faultPlans } from './scenario.js'

const kept = { none: 0, latest: 1, three: 3, many: 64 } as const
const names = Object.keys(kept) as (keyof typeof kept)[]
const contract = defineContract({
  none: { payload: type<number>(), late: 'none' },
  latest: { payload: type<number>(), late: 'latest' },
  three: { payload: type<number>(), late: 3 },
  many: { payload: type<number>(), late: 64 },
})

describe('late subscribers', () => {
  const steps = fc.record({
    faults: faultPlans([]),
    isToHost: fc.boolean(),
    steps: fc.array(
      fc.record({
        name: fc.constantFrom(...names),
        does: fc.constantFrom(
          'event',
          'event',
          'event',
          'events',
          'observe',
          'handle',
          'cut' as const,
        ),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })

  prove(
    'hear the last events that their entry keeps, and every later one',
    steps,
    async (input, clock) => {
      const pair = closeAtEnd(linkedPair({ contract, faults: input.faults }))
      const [from, to] = input.isToHost ? [pair.miniapp, pair.app] : [pair.app, pair.miniapp]
      /** Of this session, by name. */
      let said = new Map<string, number[]>()
      const subscribers: { name: string; heard: number[]; expected: number[] }[] = []
      const handled = new Set<string>()
      let next = 0
      await clock.run(1_000)
      for (const { name, does } of input.steps) {
        if (does === 'event' || does === 'events')
          for (let i = does === 'event' ? 1 : 70; i > 0; i--) {
            from.sendCustomEvent(name, ++next)
            said.set(name, [...(said.get(name) ?? []), next])
            for (const each of subscribers) if (each.name === name) each.expected.push(next)
          }
        else if (does === 'cut') {
          await clock.run(200)
          pair.faults.cut()
          said = new Map()
        } else if (does === 'observe' || !handled.has(name)) {
          if (does === 'handle') handled.add(name)
          await clock.run(200)
          const expected = kept[name] === 0 ? [] : (said.get(name) ?? []).slice(-kept[name])
          const subscriber = { name, heard: [] as number[], expected: [...expected] }
          subscribers.push(subscriber)
          const onCustomEvent = to.onCustomEvent as (
            type: string,
            handler: (n: number) => void,
            options: { observe: boolean },
          ) => void
          onCustomEvent(name, (n) => void subscriber.heard.push(n), { observe: does === 'observe' })
        }
        await clock.run(does === 'cut' ? 1_000 : 200)
      }
      for (const { heard, expected } of subscribers) expect(heard).toEqual(expected)
    },
  )
})
