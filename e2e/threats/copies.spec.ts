import { expect, test } from '../harness/test.js'

const refused = {
  error: { code: 'ALREADY_CONNECTED', stage: 'queued', outcome: 'none', retryable: true },
}

test('two instances in one document: the second gets ALREADY_CONNECTED, the first lives on', async ({
  play,
}) => {
  expect(await play('twoInstances')).toEqual({
    miniapp: { atOnce: 'ALREADY_CONNECTED', later: 'ALREADY_CONNECTED', asked: refused },
    answer: 'the first',
    documents: 1,
    sessions: 1,
  })
})

test('two copies of the package in one document: one is connected at a time', async ({ play }) => {
  expect(await play('twoCopiesOfMiniapp')).toEqual({
    miniapp: { refused: 'ALREADY_CONNECTED', isKnownToBoth: true, third: 'connected' },
    answer: 'the copy',
    documents: 2,
    sessions: 2,
  })
})

test('two copies of the package in one host page: each serves its own miniapps', async ({
  play,
}) => {
  const no = {
    error: { code: 'INVALID_PAYLOAD', stage: 'received', outcome: 'none', retryable: false },
  }
  expect(await play('twoCopiesOfHost')).toEqual({
    first: [{ reply: 'the first' }, no],
    second: [{ reply: 'the copy' }, no],
  })
})
