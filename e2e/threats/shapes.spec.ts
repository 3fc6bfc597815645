import { expect, test } from '../harness/test.js'

/** What is refused, however it would leave. */
function refused(at: string, pathOf = (path: string): unknown => path) {
  const each = (what: string) => ({ code: 'INVALID_PAYLOAD', path: pathOf(`${what}${at}`) })
  return {
    request: each('payload'),
    event: each('payload'),
    reply: each('reply'),
    error: each('data of the error OUT_OF_STOCK'),
  }
}

/** The way to it is long, and begins so. */
function refusedBelow(at: string) {
  return refused(at, (path) => expect.stringContaining(path))
}

test('threat 16: what JSON would change is refused at the sender, with the way to it', async ({
  play,
}) => {
  const asked = {
    date: refused('.is'),
    function: refused('.is'),
    thenable: refused('.is.then'),
    symbol: refused('.is'),
    bigint: refused('.is[0]'),
    nan: refused('.is'),
    infinity: refused('.is'),
    hole: refused('.is[1]'),
    map: refused('.is'),
    instance: refused('.is'),
    bytes: refused('.is'),
    cycle: refusedBelow('.is.me.me'),
    proto: refused('.is.__proto__'),
    deep: refusedBelow('.is[0][0]'),
    deepest: refusedBelow('.is[0][0]'),
    throwing: refused(''),
    reserved: refused('.$is'),
  }
  const told = { asked, seen: [], errors: [] }
  expect(await play('badPayloads')).toEqual({ host: told, miniapp: told })
})

test('threat 16: a text 200,000 levels deep arrives, hurts nobody and is not passed on', async ({
  play,
}) => {
  expect(await play('deepText')).toEqual({
    miniapp: {
      // Taken by a handler that can; as a reply; and with a key, where its members would be sorted.
      facts: ['answered', 'INVALID_PAYLOAD', 'INVALID_PAYLOAD'],
      ping: [{ jsonrpc: '2.0', id: 'p', result: null }],
    },
    depths: [200_000],
    status: 'connected',
  })
})

test('threat 17: what a value does when it is read, or when it is awaited, stays at its sender', async ({
  play,
}) => {
  // biome-ignore-start lint/suspicious/noThenProperty: that they look like promises is what is asked.
  const thenables: readonly object[] = [
    { then: 'later' },
    { then: { then: null }, catch: 1 },
    { then: null, constructor: { name: 'Promise' } },
  ]
  // biome-ignore-end lint/suspicious/noThenProperty: as above.
  const told = {
    asked: {
      priced: { amount: 5 },
      isReadByReceiver: false,
      ordered: { items: ['tea'] },
      thenables: thenables.map((reply) => ({ reply })),
      isItself: true,
      hasThen: false,
    },
    // Each with the number of its accessors.
    seen: [{ items: ['tea'] }, { amount: 5 }, ...thenables].map((payload) => [payload, 0]),
    errors: [],
  }
  expect(await play('trickyValues')).toEqual({ host: told, miniapp: told })
})
