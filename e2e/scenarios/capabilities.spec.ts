import { expect, test } from '../harness/test.js'

const notAllowed = {
  error: { code: 'NOT_ALLOWED', stage: 'received', outcome: 'none', retryable: false },
}

test('capabilities are asked for one by one, and revoked while the miniapp runs', async ({
  play,
}) => {
  expect(await play('changingCapabilities')).toEqual({
    asked: [['shop', ['photo', 'camera']]],
    first: {
      answers: { price: 'granted', photo: 'granted', camera: 'denied', nothing: 'unknown' },
      photo: { reply: 'photo' },
      camera: notAllowed,
      supports: [true, true, false],
      told: [['price', 'photo']],
    },
    second: {
      later: 'later',
      slow: 'what runs goes on',
      price: notAllowed,
      supports: [false, true, false],
    },
    capabilities: ['photo', 'later'],
    other: ['price'],
  })
})

test('a host that grants everything cannot revoke, and is told what to do', async ({ play }) => {
  expect(await play('revokingFromAll')).toMatchObject({
    code: 'INVALID_PAYLOAD',
    text: expect.stringContaining('List capabilities in createHost'),
  })
})
