import { expect, test } from '../harness/test.js'

test('threat 14: a flood trips the limit, closes the port, and the second time the frame goes', async ({
  play,
}) => {
  const { heardFirst, heardAfter, ...facts } = (await play('flood')) as Record<string, unknown>
  for (const heard of [heardFirst, heardAfter]) {
    expect(heard).toBeGreaterThanOrEqual(1_000)
    // The burst and ten seconds of refill: a flood is over long before.
    expect(heard).toBeLessThan(2_000)
  }
  expect(facts).toEqual({
    isThere: true,
    isThereAfter: false,
    floods: [
      { code: 'RATE_LIMITED', count: 1 },
      { code: 'RATE_LIMITED', count: 2 },
    ],
    status: ['connected', 'disconnected', 'connected', 'disconnected', 'unmounted'],
  })
})

test('threat 14: the neighbour of a flood is answered all the while', async ({ play }) => {
  expect(await play('floodedNeighbour')).toEqual({
    hasAnswers: true,
    last: 'after',
  })
})
