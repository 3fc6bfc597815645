import { expect, test } from '../harness/test.js'

test('threat 6: a frame without an origin shows the token of its launch', async ({ play }) => {
  expect(await play('opaqueFrame')).toEqual({
    answer: 'pong',
    origin: 'null',
    stranger: {
      error: { code: 'ORIGIN_NOT_ALLOWED', stage: 'queued', outcome: 'none', retryable: true },
      why: expect.stringContaining('did not show the token of its launch'),
    },
    status: 'disconnected',
    errors: ['ORIGIN_NOT_ALLOWED'],
  })
})

test('threat 6: two frames without an origin do not mix, token or no token', async ({ play }) => {
  const refused = (attempt: string) => ({
    drawbridge: 1,
    kind: 'refuse',
    attempt,
    code: 'ORIGIN_NOT_ALLOWED',
  })
  expect(await play('twoOpaqueFrames')).toEqual({
    rival: {
      refusals: [refused('none'), refused('guessed'), refused('stolen')],
      own: null,
      hasOther: true,
    },
    miniapp: ['request event what happened'],
    host: ['reply event what happened'],
    isOther: true,
  })
})

test('threat 6: a host without an origin is nobody, and takes nobody for its own', async ({
  play,
}) => {
  const refused = { miniapp: 'ORIGIN_NOT_ALLOWED', status: 'connecting' }
  expect(await play('opaqueHost')).toEqual({
    origin: 'null',
    raw: { answers: { packets: [], kinds: [] }, status: 'connecting' },
    apps: [refused, refused],
    heard: ['error ORIGIN_NOT_ALLOWED'],
  })
})
