import { expect, test } from '../harness/test.js'

/** Refused as payload and as reply, each with the way to what is wrong. */
function refused(at: string) {
  const payload = { code: 'INVALID_PAYLOAD', path: `payload${at}` }
  return { request: payload, event: payload, reply: { ...payload, path: `reply${at}` } }
}

test('what JSON would change is refused at the sender, with the way to it', async ({ play }) => {
  const asked = {
    date: refused('.is'),
    function: refused('.is'),
    symbol: refused('.is'),
    bigint: refused('.is[0]'),
    nan: refused('.is'),
    infinity: refused('.is'),
    hole: refused('.is[1]'),
    map: refused('.is'),
    instance: refused('.is'),
    bytes: refused('.is'),
    cycle: {
      request: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^payload\.is\.me\.me/) },
      event: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^payload\.is\.me\.me/) },
      reply: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^reply\.is\.me\.me/) },
    },
    proto: refused('.is.__proto__'),
    deep: {
      request: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^payload\.is\[0\]\[0\]/) },
      event: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^payload\.is\[0\]\[0\]/) },
      reply: { code: 'INVALID_PAYLOAD', path: expect.stringMatching(/^reply\.is\[0\]\[0\]/) },
    },
    reserved: refused('.$is'),
  }
  const told = { asked, seen: [], errors: [] }
  expect(await play('badPayloads')).toEqual({ host: told, miniapp: told })
})

test('all that JSON carries comes back as it was', async ({ play }) => {
  const told = { asked: [true, true, true, true, true, true], seen: null, errors: [] }
  expect(await play('goodPayloads')).toEqual({ host: told, miniapp: told })
})

test('event types may have the names that objects inherit', async ({ play }) => {
  const noHandler = {
    error: { code: 'NO_HANDLER', stage: 'received', outcome: 'none', retryable: false },
  }
  const asked = [{ reply: 'from __proto__' }, { reply: 'from constructor' }, noHandler, noHandler]
  const told = { asked, seen: null, errors: [] }
  expect(await play('inheritedNames')).toEqual({ host: told, miniapp: told })
})

test('a message over the limit of the host is refused', async ({ play }) => {
  expect(await play('tooLarge')).toEqual({
    small: { reply: 1_000 },
    large: { code: 'TOO_LARGE' },
    event: { code: 'TOO_LARGE' },
    reply: {
      error: { code: 'TOO_LARGE', stage: 'received', outcome: 'unknown', retryable: false },
    },
  })
})
