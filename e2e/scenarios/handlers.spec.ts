import { expect, test } from '../harness/test.js'

const noHandler = {
  error: { code: 'NO_HANDLER', stage: 'received', outcome: 'none', retryable: false },
}

test('what has no handler is held for two seconds, then refused', async ({ play }) => {
  expect(await play('heldMessages')).toEqual({
    late: 'answered',
    first: { ...noHandler, isAfterTwoSeconds: true },
    second: { ...noHandler, isAtOnce: true },
    miniapp: {
      heard: [
        { payload: 'held', expectsReply: true },
        { payload: 'late', expectsReply: false },
      ],
      errors: [
        'NO_HANDLER 3 events had no handler: "unheard", "unseen". Add one with onCustomEvent',
      ],
      toHost: noHandler,
      isAtOnce: true,
    },
  })
})

test('after ready() what has no handler is refused at once', async ({ play }) => {
  expect(await play('readyMiniapp')).toEqual({ ...noHandler, isSoon: true })
})

test('one handler answers, observers listen', async ({ play }) => {
  const told = {
    asked: { price: 'third', other: noHandler },
    seen: [
      'HANDLER_EXISTS',
      ['observer', 1, false],
      ['all', 'price', 1],
      ['observer', 2, true],
      ['all', 'price', 2],
      ['all', 'other', 3],
    ],
    errors: [],
  }
  expect(await play('answeringAndObserving')).toEqual({ host: told, miniapp: told })
})

test("a mounted miniapp's handler comes before the host's", async ({ play }) => {
  expect(await play('handlerScopes')).toEqual({
    ownAnswer: 'its own',
    otherAnswer: 'the host',
    facts: ['own', 'other'],
  })
})
