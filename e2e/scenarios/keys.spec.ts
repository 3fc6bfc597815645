import { expect, test } from '../harness/test.js'

const refused = {
  error: {
    code: 'OUT_OF_STOCK',
    stage: 'received',
    outcome: 'none',
    retryable: false,
    data: { left: 0 },
  },
}
const cancelled = {
  error: { code: 'CANCELLED', stage: 'received', outcome: 'unknown', retryable: true },
}

test('a keyed request runs once, whatever it ends with', async ({ play }) => {
  const paid = { reply: { order: { id: 1, sum: 2 }, transaction: 1 } }
  expect(await play('keyedRequests')).toEqual({
    miniapp: {
      first: paid,
      joined: paid,
      stored: paid,
      otherOrderOfMembers: paid,
      otherPayload: {
        error: { code: 'KEY_REUSED', stage: 'received', outcome: 'none', retryable: false },
      },
      otherKey: { reply: { order: { id: 1, sum: 2 }, transaction: 3 } },
      refused: [refused, refused],
      failed: {
        error: {
          code: 'HANDLER_FAILED',
          stage: 'received',
          outcome: 'unknown',
          retryable: false,
          data: { reference: expect.any(String) },
        },
      },
      isSameFailure: true,
    },
    runs: ['pay order-1', 'fail', 'pay order-2', 'refuse'],
  })
})

test('a cancel of one joined caller settles only his call', async ({ play }) => {
  expect(await play('cancelledKeys')).toEqual({
    miniapp: {
      halfOne: cancelled,
      halfOther: { reply: 'transaction 1' },
      bothCancelled: [cancelled, { error: { ...cancelled.error, stage: expect.any(String) } }],
      again: 'transaction 3',
    },
    runs: ['run 1: half', 'run 2: full', 'aborted 2', 'run 3: full'],
  })
})

test('a miniapp that reloads gets the answer to what it had asked', async ({ play }) => {
  expect(await play('keyOverMiniappReload')).toEqual({
    miniapp: { transaction: 't1', isAborted: false },
    runs: ['order'],
  })
})

test('a host that reloads gives the same answer again', async ({ play }) => {
  expect(await play('keyOverHostReload')).toEqual({
    miniapp: { reply: { order: 'order', run: 1 }, durable: true },
    runs: '1',
  })
})

test('a key belongs to its app, its user and its origin', async ({ play }) => {
  expect(await play('keyScopes')).toEqual({
    first: 1,
    again: 1,
    otherApp: 2,
    otherUser: 3,
    opaque: 4,
    opaqueAgain: 5,
  })
})
