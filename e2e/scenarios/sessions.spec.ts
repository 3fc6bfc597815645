import { expect, test } from '../harness/test.js'

const ended = {
  code: 'DISCONNECTED',
  stage: expect.stringMatching(/^(sent|received)$/),
  outcome: 'unknown',
  retryable: false,
}
/** The same call is safe to make again, in another session. */
const unsent = {
  code: 'DISCONNECTED',
  stage: 'queued',
  outcome: 'none',
  retryable: true,
}
const never = { code: 'DISCONNECTED', outcome: 'none', retryable: false }

test('a reload ends what had left; what waits goes into the next session', async ({ play }) => {
  expect(await play('miniappReload')).toEqual({
    load: '',
    ended: { error: ended },
    between: '#again',
    status: ['connecting', 'connected', 'disconnected', 'connected'],
    isOther: true,
    theme: 'light',
  })
})

test('unmount ends everything, for good', async ({ play }) => {
  expect(await play('unmounting')).toEqual({
    pending: { error: ended },
    connected: never,
    later: { error: unsent },
    status: ['connecting', 'connected', 'unmounted'],
    isGone: true,
    session: null,
  })
})

test('a miniapp that is closed ends everything; a document has one at a time', async ({ play }) => {
  expect(await play('closing')).toEqual({
    miniapp: {
      refused: { code: 'ALREADY_CONNECTED', outcome: 'none', retryable: false },
      pending: { error: ended },
      later: { error: unsent },
      connected: never,
      status: 'closed',
      hasNext: true,
    },
    pending: { error: ended },
    status: ['connecting', 'connected', 'disconnected', 'connected'],
  })
})

test('two miniapps of one origin do not mix', async ({ play }) => {
  const own = [
    ['left', 'left'],
    ['right', 'right'],
  ]
  expect(await play('twoMiniapps')).toEqual({
    asked: own,
    said: own,
    heard: own,
    status: ['unmounted', 'unmounted'],
  })
})

test('a frame that is moved in the page connects anew', async ({ play }) => {
  expect(await play('movedFrame')).toEqual({ isOther: true, answer: 'yes' })
})

test('a frame that somebody else removes ends its session; put back it begins another', async ({
  play,
}) => {
  expect(await play('removedFrame')).toEqual({
    ended: {
      error: { code: 'DISCONNECTED', stage: 'received', outcome: 'unknown', retryable: false },
    },
    answer: 'yes',
  })
})
