import { expect, test } from '../harness/test.js'

/** What pages of another origin and of the miniapp's hear in its frame. */
const nothing = { ports: 0, secrets: 0, stranger: [], miniapp: [] }

test('threat 4: 20 frames go elsewhere between request and reply, and what comes then is for nobody', async ({
  play,
}) => {
  expect(await play('crossOriginReplyRace', { isLong: true })).toEqual({
    ...nothing,
    codes: ['DISCONNECTED'],
  })
})

test('threat 4: 20 frames without an origin do the same', async ({ play }) => {
  expect(await play('opaqueReplyRace', { isLong: true })).toEqual({
    ...nothing,
    codes: ['DISCONNECTED'],
  })
})

test('threat 5: 20 frames are elsewhere when their hello is answered, and nothing leaks', async ({
  play,
}) => {
  // A page of the miniapp's origin hears the welcome to the attempt of another document: it opens nothing.
  expect(await play('crossOriginHelloRace', { isLong: true })).toEqual({
    ...nothing,
    miniapp: ['welcome'],
    connected: 0,
  })
})

test('threat 5: 20 frames without an origin do the same: a welcome that opens nothing is all', async ({
  play,
}) => {
  expect(await play('opaqueHelloRace', { isLong: true })).toEqual({
    ...nothing,
    stranger: ['welcome'],
    miniapp: ['welcome'],
    connected: 0,
  })
})

test('threat 5: a frame that goes to another origin is refused there', async ({ play }) => {
  expect(await play('frameWandersOff')).toEqual({
    asked: {
      error: {
        code: 'DISCONNECTED',
        stage: expect.stringMatching(/^(sent|received)$/),
        outcome: 'unknown',
        retryable: false,
      },
    },
    stranger: {
      refused: {
        data: {
          drawbridge: 1,
          kind: 'refuse',
          attempt: 'stranger',
          code: 'ORIGIN_NOT_ALLOWED',
        },
        origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        isFromParent: true,
      },
      packets: [],
    },
    status: ['connecting', 'connected', 'disconnected'],
    errors: ['ORIGIN_NOT_ALLOWED'],
  })
})
