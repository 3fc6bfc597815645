import { expect, test } from '../harness/test.js'

const called = ['JSON.parse', 'iterator', 'then']

test('a page that wraps JSON.parse, the iterator of lists and then, before or after, notices nothing', async ({
  play,
}) => {
  const exchange = {
    asked: { reply: ['a', 'b'] },
    miniapp: {
      paid: { reply: { order: { id: 7 } } },
      progress: ['paying'],
      failed: {
        error: {
          code: 'OUT_OF_STOCK',
          stage: 'received',
          outcome: 'none',
          retryable: false,
          data: [0],
        },
      },
      delivered: { duplicate: false, once: true },
      context: { theme: 'dark' },
      called,
    },
  }
  expect(await play('wrappedBuiltIns')).toEqual({ before: exchange, after: exchange, called })
})

test('a page that breaks them hurts itself: not the host, its neighbour, or the page after it', async ({
  play,
}) => {
  const round = (how: string, asked = how, itsOwn = true, errors: string[] = []) => ({
    how,
    asked,
    isNeighbourServed: true,
    sees: { itsOwn, itsNeighbours: false },
    after: how,
    errors,
  })
  expect(await play('brokenBuiltIns')).toEqual({
    rounds: [
      round('JSON.parse throws', 'TIMEOUT'),
      round('JSON.parse lies', 'TIMEOUT'),
      round('JSON.stringify lies', 'TIMEOUT', true, ['INVALID_MESSAGE']),
      round('lists throw', 'TIMEOUT', false),
      round('lists are empty', 'TIMEOUT'),
      round('promises throw'),
      round('promises never settle'),
    ],
    heard: [],
  })
})
