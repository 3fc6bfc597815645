import { expect, test } from '../harness/test.js'

const untouched = {
  host: { reply: 'the true answer', seen: ['request event slow', 'reply event slow'] },
  miniapp: {
    reply: 'the true answer',
    seen: ['request event slow', 'reply event slow'],
  },
  isSameSession: true,
  answers: [],
}

test('threat 2: forged replies settle nothing, over windows or another session', async ({
  play,
}) => {
  expect(await play('strangersForge')).toEqual(untouched)
})

test('threat 13: to know every id of a session is of no use', async ({ play }) => {
  expect(await play('thievesForge')).toEqual(untouched)
})
