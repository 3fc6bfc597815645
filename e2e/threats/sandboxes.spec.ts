import { expect, test } from '../harness/test.js'

test("threat 7: a sandbox on the host's own origin that would hold nothing is not mounted", async ({
  play,
}) => {
  expect(await play('ownOrigin')).toEqual({
    facts: {
      standard: 'ORIGIN_NOT_ALLOWED',
      relative: 'ORIGIN_NOT_ALLOWED',
      'with a user': 'ORIGIN_NOT_ALLOWED',
      'upper case': 'ORIGIN_NOT_ALLOWED',
      'odd spaces': 'ORIGIN_NOT_ALLOWED',
      'without allow-same-origin': 'SecurityError',
    },
    title: 'Scenario',
    frames: 0,
  })
})

test("threat 7: a frame that comes to the host's own origin is refused, listed or not", async ({
  play,
}) => {
  const call = {
    error: { code: 'ORIGIN_NOT_ALLOWED', stage: 'queued', outcome: 'none', retryable: true },
  }
  expect(await play('ledToHostOrigin')).toEqual({
    byItself: { call, status: 'disconnected' },
    byRedirect: { call, status: 'connecting' },
    heard: ['ORIGIN_NOT_ALLOWED'],
  })
})
