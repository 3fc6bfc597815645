import { expect, test } from '../harness/test.js'

const measured = { isRecent: true, hasSize: true }

/** The same messages, out on one side and in on the other. */
function messages(mine: 'out' | 'in', theirs: 'in' | 'out') {
  const price = { method: 'event', type: 'price', id: 1, ...measured }
  const fail = { method: 'event', type: 'fail', id: 2, ...measured }
  return [
    { direction: mine, kind: 'request', payload: { id: 7 }, ...price },
    { direction: theirs, kind: 'reply', payload: { amount: 10 }, hasLatency: true, ...price },
    { direction: mine, kind: 'event', method: 'event', type: 'opened', payload: 1, ...measured },
    { direction: mine, kind: 'request', payload: null, ...fail },
    {
      direction: theirs,
      kind: 'error',
      payload: {
        code: -32000,
        message: expect.stringContaining('failed'),
        data: {
          code: 'HANDLER_FAILED',
          outcome: 'unknown',
          data: { reference: expect.any(String) },
        },
      },
      hasLatency: true,
      ...fail,
    },
  ]
}

test('a tap shows every message, on both sides', async ({ play }) => {
  expect(await play('taps')).toEqual({
    host: messages('in', 'out'),
    miniapp: messages('out', 'in'),
  })
})
