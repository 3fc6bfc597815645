import { expect, test } from '../harness/test.js'

const notAllowed = {
  code: 'ORIGIN_NOT_ALLOWED',
  stage: 'queued',
  outcome: 'none',
  retryable: true,
}

test('threat 3: a miniapp does not speak to a host that it does not list, and says which', async ({
  play,
}) => {
  const facts = (await play('hostNotListed')) as { origin: string }
  expect(facts).toEqual({
    miniapp: {
      error: {
        code: 'ORIGIN_NOT_ALLOWED',
        outcome: 'none',
        retryable: false,
        text: expect.stringContaining(`Add "${facts.origin}"`),
      },
      isAtOnce: true,
      asked: { error: notAllowed },
      status: 'unavailable',
    },
    host: 'connecting',
    heard: [],
    origin: facts.origin,
  })
})

test('threat 1: a host does not speak to a frame that it does not list, and says which', async ({
  play,
}) => {
  const facts = (await play('frameNotListed')) as { origin: string }
  const error = { code: 'ORIGIN_NOT_ALLOWED', outcome: 'none', retryable: false }
  expect(facts).toEqual({
    miniapp: {
      error: { ...error, text: expect.stringContaining('refused') },
      asked: { error: notAllowed },
      status: 'unavailable',
    },
    errors: [
      `ORIGIN_NOT_ALLOWED The miniapp speaks from ${facts.origin}, which origins does not list. Add "${facts.origin}" to mount if it is yours`,
    ],
    status: 'connecting',
    origin: facts.origin,
  })
})

test('hostOrigins takes a list with the host in it and the word any, and nothing less', async ({
  play,
}) => {
  const error = { code: 'ORIGIN_NOT_ALLOWED', outcome: 'none', retryable: false }
  expect(await play('hostOriginLists')).toEqual([
    { list: 'any' },
    { list: 'three' },
    { list: 'none', ...error },
    { list: 'path', thrown: error },
  ])
})
