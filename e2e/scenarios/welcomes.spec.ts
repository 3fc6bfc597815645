import { expect, test } from '../harness/test.js'

test('threat 12: only a welcome of the newest attempt counts', async ({ play }) => {
  expect(await play('welcomeOfOldAttempt')).toEqual({
    miniapp: {
      session: 'raw-session',
      asked: { reply: 'yes' },
      status: ['connecting', 'connected'],
    },
    first: [],
    before: 0,
    isNew: true,
    isSameDocument: true,
  })
})

test('a refusal ends the search with its code', async ({ play }) => {
  const error = { code: 'PROTOCOL_MISMATCH', outcome: 'none', retryable: false }
  expect(await play('refusedAttempt')).toEqual({
    miniapp: {
      session: error,
      asked: { error: { ...error, stage: 'queued', retryable: true } },
      status: ['connecting', 'unavailable'],
    },
    packets: [],
  })
})

test('a connected miniapp answers no knock', async ({ play }) => {
  expect(await play('knockWhileConnected')).toMatchObject({
    miniapp: { session: 'raw-session', asked: { reply: 'yes' } },
    hellos: 1,
  })
})

test('a goodbye of the host is for good or for now, by its reason', async ({ play }) => {
  const error = {
    code: 'DISCONNECTED',
    stage: expect.stringMatching(/^(sent|received)$/),
    outcome: 'unknown',
    retryable: false,
  }
  const forGood = {
    asked: ['event'],
    miniapp: { error, status: 'closed', connected: 'rejected' },
    hellos: 1,
  }
  const forNow = {
    asked: ['event'],
    miniapp: { error, status: 'disconnected', connected: 'waits' },
    hellos: 1,
  }
  expect(await play('goodbyes')).toEqual({
    unmounted: forGood,
    replaced: forGood,
    gap: forNow,
    closed: forNow,
  })
})

test('a host that is thinking is not disturbed by another connector that fails', async ({
  play,
}) => {
  expect(await play('thinkingHost')).toEqual({
    other: 'tried again',
    session: 'raw-session',
    hellos: 1,
  })
})
