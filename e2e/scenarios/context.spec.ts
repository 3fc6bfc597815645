import { expect, test } from '../harness/test.js'

test('context is there with the connection, and changes live', async ({ play }) => {
  expect(await play('liveContext')).toEqual({
    seen: [
      {},
      { locale: 'en', theme: 'light' },
      { locale: 'ar', theme: 'light', direction: 'rtl' },
    ],
    isNewEachTime: true,
    isFrozen: true,
  })
})

test('what a host does not grant reaches no handler', async ({ play }) => {
  expect(await play('capabilities')).toEqual({
    miniapp: {
      allowed: 'yes',
      hidden: 'NOT_ALLOWED',
      appEvent: 'NOT_ALLOWED',
      answer: { allowed: 'granted', hidden: 'denied', other: 'unknown' },
      supports: [true, false, true],
    },
    toMiniapp: 'the other way',
    heard: [],
    errors: ['NOT_ALLOWED'],
  })
})
