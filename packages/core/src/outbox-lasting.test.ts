import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { type Deliver, failing, newName, outboxOf, recorder } from '../test/outboxes.js'
import { BridgeError } from './errors.js'

describe('what outlives the page', () => {
  it('is sent by the next one, in its order', async () => {
    const name = newName()
    const first = outboxOf({ name, route: () => undefined })
    for (const key of ['a', 'b', 'c']) await first.keep('viewed', key, { key })
    first.close(new BridgeError('DISCONNECTED', 'the page is gone'))
    const { sent, deliver } = recorder()
    const second = outboxOf({ name, deliver })
    second.flush()
    await vi.waitFor(() => expect(sent).toEqual(['a', 'b', 'c']))
    await expect.poll(() => second.status()).toMatchObject({ events: 0, bytes: 0 })
  })

  it('knows the path on which it may have arrived', async () => {
    const name = newName()
    const first = recorder(() => new Promise(() => {}))
    const before = outboxOf({ name, route: () => 'bridge', deliver: first.deliver })
    await before.keep('viewed', 1, { key: 'a' })
    await vi.waitFor(() => expect(first.sent).toEqual(['a']))
    before.close(new BridgeError('DISCONNECTED', 'the page is gone'))
    const paths: unknown[] = []
    const after = outboxOf({
      name,
      route: ({ path }) => {
        paths.push(path)
        return path ?? 'sink'
      },
    })
    after.flush()
    await expect.poll(() => after.status()).toMatchObject({ events: 0 })
    expect(paths).toEqual(['bridge'])
  })

  it('is sent by one document at a time, and each hears what became of its own', async () => {
    vi.stubGlobal('navigator', undefined)
    const name = newName()
    let underWay = 0
    let most = 0
    const sent: string[] = []
    const deliver: Deliver = async ({ key }) => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay--
      sent.push(key)
      if (key === '7') throw new BridgeError('INVALID_PAYLOAD', 'seven is refused')
      return {}
    }
    const tabs = [0, 1].map(() => outboxOf({ name, deliver }))
    const ends = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const kept = await tabs[n % 2]?.keep('viewed', n, { key: `${n}` })
        return kept?.settled.then(
          () => 'delivered',
          ({ code }) => code,
        )
      }),
    )
    expect(ends.filter((end) => end === 'delivered')).toHaveLength(19)
    expect(ends[7]).toBe('INVALID_PAYLOAD')
    expect([sent.length, new Set(sent).size, most]).toEqual([20, 20, 1])
  })

  it('is not told with the reason of an earlier death, when another document has delivered it', async () => {
    const name = newName()
    let isOpen = true
    const deliver = failing('NOT_ALLOWED')
    const one = outboxOf({ name, deliver, route: () => (isOpen ? 'sink' : undefined) })
    const first = await one.keep('viewed', 1, { key: 'a' })
    await expect(first.settled).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    isOpen = false
    const again = await one.keep('viewed', 1, { key: 'a' })
    const { sent, deliver: take } = recorder()
    const other = outboxOf({ name, deliver: take })
    other.flush()
    await expect.poll(() => other.status()).toMatchObject({ events: 0 })
    one.flush()
    await expect(again.settled).resolves.toEqual({})
    expect(sent).toEqual(['a'])
  })
})

describe('the lease of a page that was killed', () => {
  it('is free after its time, and not before', async () => {
    vi.stubGlobal('navigator', undefined)
    const { openIndexedStore } = await import('./outbox/indexed-store.js')
    const store = await openIndexedStore(newName())
    expect(await store.lease('ann', 'killed', 1_000, 2_000)).toBe(true)
    expect(await store.lease('ann', 'other', 1_999, 3_000)).toBe(false)
    expect(await store.lease('ann', 'killed', 1_999, 2_500)).toBe(true)
    expect(await store.lease('ann', 'other', 2_500, 3_000)).toBe(true)
    expect(await store.lease('ann', 'killed', 2_600, 3_000)).toBe(false)
  })
})

describe('an outbox whose database is taken away', () => {
  it('goes on with a new one, and nothing that was lost is called delivered', async () => {
    const name = newName()
    const errors: BridgeError[] = []
    const { sent, deliver } = recorder()
    let path: string | undefined
    const onError = (error: BridgeError): void => void errors.push(error)
    const outbox = outboxOf({ name, route: () => path, deliver, onError })
    const lost = await outbox.keep('viewed', 1, { key: 'lost' })
    const fate = expect(lost.settled).rejects.toMatchObject({
      ...{ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' },
    })
    await answered(indexedDB.deleteDatabase(name))
    path = 'sink'
    const kept = await outbox.keep('viewed', 2, { key: 'kept' })
    await fate
    await kept.settled
    expect([sent, errors.map(({ code }) => code)]).toEqual([['kept'], ['OUTCOME_UNKNOWN']])
    expect(await outbox.status()).toMatchObject({ durable: true, events: 0 })
  })

  it('by a later version of the page says that this one has to be loaded again', async () => {
    const name = newName()
    const outbox = outboxOf({ name, route: () => undefined })
    await outbox.keep('viewed', 1)
    const later = (await answered(indexedDB.open(name, 2))) as IDBDatabase
    await expect(outbox.keep('viewed', 2)).rejects.toMatchObject({
      ...{ code: 'QUEUE_FULL', retryable: true, message: expect.stringContaining('Reload') },
    })
    later.close()
  })
})

/** Fails, too, when another connection does not let go. */
function answered(request: IDBOpenDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(new Error('another connection blocks it'))
  })
}
