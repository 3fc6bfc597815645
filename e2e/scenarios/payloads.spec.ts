import { expect, test } from '../harness/test.js'

test('all that JSON carries comes back as it was', async ({ play }) => {
  const told = { asked: [true, true, true, true, true, true], seen: null, errors: [] }
  expect(await play('goodPayloads')).toEqual({ host: told, miniapp: told })
})

test('threat 8: event types may have the names that objects inherit', async ({ play }) => {
  const noHandler = {
    error: { code: 'NO_HANDLER', stage: 'received', outcome: 'none', retryable: false },
  }
  const asked = [{ reply: 'from __proto__' }, { reply: 'from constructor' }, noHandler, noHandler]
  const told = { asked, seen: null, errors: [] }
  expect(await play('inheritedNames')).toEqual({ host: told, miniapp: told })
})

test('threat 15: a message over the limit of the host is refused', async ({ play }) => {
  expect(await play('tooLarge')).toEqual({
    small: { reply: 1_000 },
    large: { code: 'TOO_LARGE' },
    event: { code: 'TOO_LARGE' },
    reply: {
      error: { code: 'TOO_LARGE', stage: 'received', outcome: 'unknown', retryable: false },
    },
  })
})
