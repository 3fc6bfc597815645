import { expect, test } from 'vitest'
import { estimate, ratio } from './statistics.mjs'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1)

test('the median of an odd and of an even number of values, in any order', () => {
  expect(estimate([3, 1, 2]).median).toBe(2)
  expect(estimate([4, 1, 3, 2]).median).toBe(2.5)
})

// Ranks from the tables of the sign test, two-sided 95 %.
test.each([
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [11, 2, 10],
  [15, 4, 12],
  [20, 6, 15],
  [25, 8, 18],
])('of %i values the interval goes from number %i to number %i', (count, low, high) => {
  expect(estimate(upTo(count))).toMatchObject({ low, high })
})

test('of too few values the interval is the whole range', () => {
  expect(estimate(upTo(5))).toEqual({ median: 3, low: 1, high: 5 })
})

test('a ratio compares the values of the same round', () => {
  expect(ratio([2, 20, 200], [1, 10, 100])).toEqual({ median: 2, low: 2, high: 2 })
})
