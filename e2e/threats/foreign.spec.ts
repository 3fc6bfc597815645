import { expect, test } from '../harness/test.js'

test("threat 25: other people's messages reach neither side, in any state", async ({ play }) => {
  const miniapp = [
    'again',
    'status connected',
    'session',
    'context',
    'reply event ask',
    'request event tell',
    'reply event ask',
  ]
  const session = ['status connected', 'session', 'request event ask', 'request event ask']
  expect(await play('foreignMessagesToBoth')).toEqual({
    first: miniapp,
    second: miniapp,
    host: [
      ...session,
      'reply event tell',
      'control bridge/close',
      'status disconnected',
      ...session,
      'reply event tell',
    ],
  })
})
