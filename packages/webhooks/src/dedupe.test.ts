import { describe, expect, test } from 'vitest'
import { until } from '../test/deliveries.js'
import { connectRedis, ownPrefix, redisUrl } from '../test/redis.js'
import { type DedupeStore, dedupeKey } from './dedupe.js'
import { memoryDedupe } from './memory-dedupe.js'
import { redisDedupe } from './redis.js'

const LONG = 60_000

const stores: [string, boolean, () => Promise<DedupeStore>][] = [
  ['in memory', true, async () => memoryDedupe()],
  [
    'in Redis',
    redisUrl !== '',
    async () => redisDedupe(await connectRedis(), { prefix: ownPrefix() }),
  ],
]

for (const [where, isThere, make] of stores) {
  describe.skipIf(!isThere)(`a dedupe store ${where}`, () => {
    test('gives a key to one of many that ask at once', async () => {
      const store = await make()
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, at) => store.claim('k', `t${at}`, LONG)),
      )
      expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1)
      expect(claims.filter((claim) => claim === 'running')).toHaveLength(49)
    })

    test('promoted is done, released is free', async () => {
      const store = await make()
      await store.claim('a', 't', LONG)
      await store.promote('a', LONG)
      expect(await store.claim('a', 'u', LONG)).toBe('done')
      await store.claim('b', 't', LONG)
      await store.release('b', 't')
      expect(await store.claim('b', 'u', LONG)).toBe('claimed')
    })

    test('only the holder renews and releases, and nobody what is done', async () => {
      const store = await make()
      await store.claim('a', 't', LONG)
      await store.release('a', 'other')
      expect(await store.claim('a', 'u', LONG)).toBe('running')
      await store.promote('a', LONG)
      await store.release('a', 't')
      expect(await store.claim('a', 'u', LONG)).toBe('done')
      await store.claim('b', 't', 30)
      await store.renew('b', 'other', LONG)
      await until(async () => (await store.claim('b', 'u', LONG)) === 'claimed')
    })

    test('a claim ends by itself, unless it is renewed', async () => {
      const store = await make()
      await store.claim('renewed', 't', 600)
      await store.renew('renewed', 't', LONG)
      await store.claim('left', 't', 600)
      await until(async () => (await store.claim('left', 'u', LONG)) === 'claimed')
      expect(await store.claim('renewed', 'u', LONG)).toBe('running')
    })

    test('what is done is forgotten in the end', async () => {
      const store = await make()
      await store.promote('a', 30)
      await until(async () => (await store.claim('a', 'u', LONG)) === 'claimed')
    })
  })
}

test('memory forgets the oldest beyond its limit', async () => {
  const store = memoryDedupe({ maxKeys: 2 })
  for (const key of ['a', 'b', 'c']) await store.promote(key, LONG)
  expect(await store.claim('c', 't', LONG)).toBe('done')
  expect(await store.claim('b', 't', LONG)).toBe('done')
  expect(await store.claim('a', 't', LONG)).toBe('claimed')
})

test('keys of different deliveries differ, whatever is in the names', async () => {
  const keys = await Promise.all(
    [
      ['a', 'b', 'c', 'd'],
      ['a', 'b:c', '', 'd'],
      ['a', undefined, 'b:c', 'd'],
      ['a', '', 'b', 'c:d'],
      ['a', 'b', 'c', '\ud800'],
      ['a', 'b', 'c', '\ud801'],
      ['a', 'b', 'c', 'x'.repeat(1_000)],
      ['a', 'b', 'c', `${'x'.repeat(999)}y`],
    ].map(([ns, tenant, event, id]) =>
      dedupeKey(ns as string, tenant, event as string, id as string),
    ),
  )
  expect(new Set(keys).size).toBe(keys.length)
  expect(Math.max(...keys.map(({ length }) => length))).toBeLessThan(250)
})
