import { expect, it } from 'vitest'
import { memoryStore } from './memory-store.js'
import type { Delivery } from './store.js'

const delivery = (id: string): Delivery => ({
  id,
  at: 0,
  kind: 'to-host',
  event: 'x',
  from: 'a',
  to: 'b',
  state: 'running',
  attempts: [],
})

it('keeps the newest deliveries, and replaces one where it stands', () => {
  const store = memoryStore({ deliveries: 2 })
  for (const id of ['1', '2', '3']) store.saveDelivery(delivery(id))
  store.saveDelivery({ ...delivery('2'), state: 'failed' })
  expect(store.listDeliveries(9)).toMatchObject([{ id: '3' }, { id: '2', state: 'failed' }])
  expect(store.listDeliveries(1)).toMatchObject([{ id: '3' }])
  expect(store.getDelivery('1')).toBeUndefined()
})

it('forgets outcomes and claims when their time is over, or others came', () => {
  let time = 0
  const store = memoryStore({ outcomes: 2, now: () => time })
  const outcome = { fingerprint: 'f', deliveryId: 'd' }
  store.setOutcome('a', outcome, 10)
  expect([store.claim('n', 10), store.claim('n', 10)]).toEqual([true, false])
  expect(store.getOutcome('a')).toEqual(outcome)
  time = 10
  expect(store.getOutcome('a')).toBeUndefined()
  expect(store.claim('n', 10)).toBe(true)
  for (const scope of ['b', 'c', 'b', 'd']) store.setOutcome(scope, outcome, 10)
  expect(['b', 'c', 'd'].map((scope) => store.getOutcome(scope) !== undefined)).toEqual([
    ...[true, false, true],
  ])
})

it('keeps no more answers than there is room for, whatever they replace', () => {
  const store = memoryStore({ outcomeBytes: 200 })
  const set = (scope: string, length: number): void => {
    store.setOutcome(scope, { fingerprint: 'f', deliveryId: 'd', reply: 'x'.repeat(length) }, 10)
  }
  const kept = (): string[] => [...'abcd'].filter((scope) => store.getOutcome(scope))
  for (const scope of ['a', 'b']) set(scope, 50)
  expect(kept()).toEqual(['a', 'b'])
  set('c', 1)
  expect(kept()).toEqual(['b', 'c'])
  for (const length of [1, 49, 49]) set('c', length)
  expect(kept()).toEqual(['b', 'c'])
  set('d', 100)
  expect(kept()).toEqual(['d'])
})
