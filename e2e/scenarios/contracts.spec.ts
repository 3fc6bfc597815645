import { expect, test } from '../harness/test.js'

function misfit(path: string, expected: string) {
  return {
    error: {
      code: 'INVALID_PAYLOAD',
      retryable: false,
      data: { path, issues: [`expected a ${expected}`] },
    },
  }
}

test('the receiver checks by the contract, in order', async ({ play }) => {
  expect(await play('contracts')).toMatchObject({
    miniapp: {
      outcomes: [
        { reply: { transaction_id: 'tx_1', status: 'ok' } },
        misfit('payload.amount', 'number'),
        misfit('reply.transaction_id', 'string'),
      ],
      slow: { reply: 20 },
      fast: { reply: 3 },
    },
    heard: [3, 10, 2],
    errors: [['INVALID_PAYLOAD', 'payload.item_count']],
  })
})
