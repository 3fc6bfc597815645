import { expect, test } from '../harness/test.js'

const refused = { code: 'ORIGIN_NOT_ALLOWED', outcome: 'none', retryable: false }
const refusedCall = { error: { ...refused, stage: 'queued', retryable: true } }

/** The two questions whether the policy holds. The packages themselves do nothing that it forbids. */
const evalReports = [
  'forbidden require-trusted-types-for trusted-types-sink',
  'miniapp: forbidden require-trusted-types-for trusted-types-sink',
]

test('a strict content security policy is enough', async ({ play }) => {
  expect(await play('strictPolicy', { uncaught: evalReports })).toEqual({
    miniapp: {
      reply: { order: 'order', isEvalForbidden: true },
      theme: 'dark',
      isEvalForbidden: true,
    },
    status: 'connected',
  })
})

test('a frame without an origin shows the token of its launch', async ({ play }) => {
  expect(await play('opaqueFrame')).toEqual({
    answer: 'pong',
    origin: 'null',
    stranger: refusedCall,
    status: 'disconnected',
    errors: ['ORIGIN_NOT_ALLOWED'],
  })
})

test('a frame that does not connect is named without the token of its launch', async ({ play }) => {
  const { text, url, origin } = (await play('silentOpaque')) as Record<string, string>
  expect(text).toContain(`at ${url} did not connect`)
  expect(text).toContain(`list ${origin}?`)
  expect(text).not.toContain('drawbridge=')
})

test('a frame that the sandbox would not hold is not mounted', async ({ play }) => {
  const invalid = { error: { code: 'INVALID_PAYLOAD', outcome: 'none', retryable: false } }
  expect(await play('refusedMounts')).toEqual({
    facts: {
      ownOrigin: { error: refused },
      ownOriginOpaque: { reply: 'mounted' },
      script: invalid,
      data: invalid,
      noUrl: invalid,
      badOrigins: { error: refused },
      noApp: invalid,
    },
    frames: 0,
  })
})

test("a frame that comes to the host's own origin is refused, listed or not", async ({ play }) => {
  expect(await play('frameOnHostOrigin')).toEqual({
    intruder: refusedCall,
    errors: ['ORIGIN_NOT_ALLOWED'],
    status: 'disconnected',
  })
})
