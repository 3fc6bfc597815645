import { expect, test } from '../harness/test.js'

const answers = {
  text: [1, 'TOO_LARGE', null],
  many: [2, 'TOO_LARGE', null],
  alive: null,
}
const errors = ['INVALID_MESSAGE', 'INVALID_MESSAGE', 'INVALID_MESSAGE']

test('threat 15: what is too large is refused unread by a host, and the session lives on', async ({
  play,
}) => {
  expect(await play('hugeToHost', { isLong: true })).toEqual({
    miniapp: answers,
    errors,
    taken: [],
    reads: [1, 1, 1],
    status: 'connected',
  })
})

test('threat 15: what is too large is refused unread by a miniapp, and the session lives on', async ({
  play,
}) => {
  expect(await play('hugeToMiniapp')).toEqual({
    answers,
    miniapp: { errors, taken: [], status: 'connected' },
  })
})

test('threat 15: what is too large and no request ends the session', async ({ play }) => {
  expect(await play('hugeNonsense')).toEqual({
    miniapp: [{ jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'protocol' } }],
    status: 'disconnected',
  })
})
