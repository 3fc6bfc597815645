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

test('threat 7: a host in a srcdoc frame has the origin of the page around it', async ({
  play,
}) => {
  expect(await play('hostInSrcdoc')).toEqual({
    location: 'null',
    own: { error: { code: 'ORIGIN_NOT_ALLOWED', outcome: 'none', retryable: false } },
    other: { reply: 'port' },
    outside: { error: { code: 'INVALID_PAYLOAD', outcome: 'none', retryable: false } },
  })
})

test("threat 7: a frame that comes to the host's own origin is refused, listed or not", async ({
  play,
}) => {
  const call = {
    error: { code: 'ORIGIN_NOT_ALLOWED', stage: 'queued', outcome: 'none', retryable: true },
    why: expect.stringContaining('on the origin of the host'),
  }
  expect(await play('ledToHostOrigin')).toEqual({
    byItself: { call, status: 'disconnected' },
    byRedirect: { call, status: 'connecting' },
    heard: ['ORIGIN_NOT_ALLOWED'],
  })
})
