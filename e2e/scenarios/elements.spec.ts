import { expect, test } from '../harness/test.js'

test('<miniapp-frame> mounts by its attributes, anew when they change, and not at all when they are wrong', async ({
  play,
}) => {
  expect(await play('miniappFrame')).toEqual({
    before: null,
    answers: ['first', 'second', 'third'],
    title: 'Another title',
    statusOfFirst: 'unmounted',
    refused: null,
    after: [null, 'unmounted', 0],
    events: [
      'connected',
      'unmounted',
      'connected',
      'unmounted',
      { code: 'INVALID_PAYLOAD', outcome: 'none', retryable: false },
      // The end of the last is told by an element that is out of the page.
      'connected',
    ],
    taken: { code: 'HANDLER_EXISTS', outcome: 'none', retryable: false },
  })
})
