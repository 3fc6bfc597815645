import { expect, test } from '../harness/test.js'

test('an app event is acknowledged, once for each key', async ({ play }) => {
  expect(await play('appEvents')).toEqual({
    miniapp: {
      receipt: { key: 'k1', durable: false, path: 'bridge' },
      delivered: [
        { duplicate: false, once: true },
        { duplicate: true, once: true },
      ],
      reused: {
        error: { code: 'KEY_REUSED', stage: 'received', outcome: 'none', retryable: false },
      },
    },
    heard: [['viewed', { id: 1 }, 'shop', 'k1']],
  })
})

test('a host that takes no app events says so', async ({ play }) => {
  expect(await play('noAppEvents')).toEqual({
    error: { code: 'NO_HANDLER', stage: 'received', outcome: 'none', retryable: false },
  })
})

test('an app event that was not acknowledged goes again in the next session', async ({ play }) => {
  const sent = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'appEvent',
      params: { event: 'bought', data: { id: 1 }, _meta: { key: 'k1', silence: 15_000 } },
    },
  ]
  expect(await play('appEventOverSessions')).toEqual({
    before: sent,
    after: sent,
    miniapp: { duplicate: true, once: true },
  })
})
