import { expect, test } from '../harness/test.js'

test('a call may be aborted before, while queued, during and after', async ({ play }) => {
  const unsent = { code: 'CANCELLED', stage: 'queued', outcome: 'none', retryable: true }
  const told = {
    asked: {
      before: { error: unsent, cause: 'too late' },
      queued: { error: unsent, cause: 'changed my mind' },
      during: {
        error: { code: 'CANCELLED', stage: 'received', outcome: 'unknown', retryable: false },
        cause: 'tired of waiting',
      },
      after: { reply: 'yes' },
      next: 'yes',
    },
    seen: [{ payload: 'during', aborted: 'CANCELLED' }],
    errors: [],
  }
  expect(await play('aborts')).toEqual({ host: told, miniapp: told })
})
