import { expect, test } from '../harness/test.js'

test('threat 12: what a miniapp sends again runs nothing again, not even after its reload', async ({
  play,
}) => {
  expect(await play('replaysToHost')).toEqual({
    first: {
      answers: [
        [1, 1],
        [2, 3],
        [3, 3],
        ['p', null],
      ],
    },
    before: ['no key', 'told', 'order 1'],
    second: {
      answers: [
        [2, 3],
        ['p', null],
      ],
      welcomed: 'a2',
      stale: [],
    },
    after: [],
    errors: ['INVALID_MESSAGE'],
  })
})

test('threat 12: what a host sends again runs nothing again', async ({ play }) => {
  expect(await play('replaysToMiniapp')).toEqual({
    replies: [1, 'p'],
    miniapp: { runs: ['pay', 'told'], errors: ['INVALID_MESSAGE'] },
  })
})
