import { expect, only, test } from '../harness/test.js'

test.describe('the history', () => {
  only(
    ['chromium', 'firefox'],
    'the driver of WebKit never answers what it was asked of a page that the history keeps',
  )

  test('a host page that comes back from the history goes on with its miniapp, or begins anew', async ({
    play,
    engine,
  }) => {
    // Firefox keeps no page in its history while it is driven.
    const loadedAnew = { isKept: false, answers: [1] }
    const asItWas = {
      isKept: true,
      answers: [1, 2],
      status: 'connected',
      // Each once; which comes first differs.
      states: ['frozen', 'hidden', 'resumed', 'visible'],
    }
    expect(await play('history', { isKept: true })).toEqual(
      engine === 'firefox' ? loadedAnew : asItWas,
    )
  })
})
