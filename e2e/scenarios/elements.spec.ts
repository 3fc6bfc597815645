import { expect, only, test } from '../harness/test.js'

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

test('<miniapp-frame> is a block that its frame fills, until the page says otherwise', async ({
  play,
}) => {
  const [size, wide] = [
    [600, 400],
    [600, 150],
  ]
  expect(await play('miniappFrameBox')).toEqual({
    isAsWide: true,
    unstyled: ['block', wide, wide, wide],
    sized: ['block', size, size, size],
    overridden: ['inline-block', size, size, [590, 390]],
    hidden: ['none', [0, 0], [0, 0], [0, 0]],
  })
})

test('<miniapp-frame> tells once that src or app-id is missing, and a listener on the document hears it', async ({
  play,
}) => {
  const told = 'It mounts with both src and app-id'
  expect(await play('miniappFrameHalf')).toEqual({
    status: 'connected',
    heard: [
      ['no-src', 'INVALID_PAYLOAD', `<miniapp-frame> has no src. ${told}`],
      ['no-id', 'INVALID_PAYLOAD', `<miniapp-frame> has no app-id. ${told}`],
    ],
  })
})

test.describe('moveBefore', () => {
  only(['chromium'], 'the other engines have no moveBefore yet')

  test('<miniapp-frame> keeps its miniapp in a move that keeps the page', async ({ play }) => {
    expect(await play('miniappFrameMoved')).toEqual({
      isSame: true,
      isSameSession: true,
      answer: 'moved',
    })
  })
})
