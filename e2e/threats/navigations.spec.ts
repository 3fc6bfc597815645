import { expect, test } from '../harness/test.js'

test('threat 4: a page that takes the place of the miniapp hears nothing but a knock', async ({
  play,
}) => {
  const nothing = { kinds: [], ports: 0, hasSecret: false }
  expect(await play('replyAfterNavigation')).toEqual({
    'miniapp to stranger': nothing,
    'miniapp to miniapp': nothing,
    'silent to stranger': nothing,
    'silent to miniapp': nothing,
  })
})

test('threat 5: 20 times a frame is elsewhere when its hello is answered, and nothing leaks', async ({
  play,
}) => {
  expect(await play('crossOriginRace')).toEqual({
    rounds: 20,
    ports: 0,
    connected: 0,
    secrets: 0,
    kinds: [],
  })
})

test('threat 5: 20 times the same without an origin: a welcome that opens nothing is all', async ({
  play,
}) => {
  expect(await play('opaqueRace')).toEqual({
    rounds: 20,
    ports: 0,
    connected: 0,
    secrets: 0,
    kinds: ['welcome'],
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
