import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { failing, outboxOf, recorder } from '../test/outboxes.js'
import { createDeferred } from './deferred.js'
import type { Delivered, Outbox, OutboxOptions } from './outbox.js'

const HOUR = 60 * 60_000

describe.each([
  ['IndexedDB', true],
  ['memory', false],
])('an outbox in %s that several users share', (_where, durable) => {
  let who = 'ann'

  beforeEach(() => {
    who = 'ann'
    vi.useFakeTimers({ toFake: ['Date'] })
    return () => vi.useRealTimers()
  })

  const here = (options: Partial<OutboxOptions>): Outbox => {
    if (!durable) vi.stubGlobal('indexedDB', undefined)
    return outboxOf({ subject: () => who, ttl: HOUR, ...options })
  }

  const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

  it('gives up what is over its time when it is full, whoever’s it is, and no more', async () => {
    const { sent, deliver } = recorder()
    const route = () => (who === 'dan' ? 'sink' : undefined)
    const outbox = here({ route, deliver, maxEvents: 3 })
    const old = await outbox.keep('viewed', 1, { key: 'old' })
    who = 'bea'
    await outbox.keep('viewed', 1, { key: 'old, too' })
    pass(HOUR / 2)
    who = 'ann'
    await outbox.keep('viewed', 1, { key: 'young' })
    who = 'dan'
    await expect(outbox.keep('viewed', 1)).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    pass(HOUR / 2)
    await (await outbox.keep('viewed', 1, { key: 'new' })).settled
    expect(sent).toEqual(['new'])
    expect(await outbox.status()).toMatchObject({ events: 1, deadLetters: 2, refused: 1 })
    const reason = { code: 'EXPIRED', outcome: 'none' }
    who = 'bea'
    expect(await outbox.deadLetters()).toMatchObject([{ key: 'old, too', reason }])
    who = 'ann'
    expect(await outbox.deadLetters()).toMatchObject([{ key: 'old', reason }])
    outbox.flush()
    await expect(old.settled).rejects.toMatchObject(reason)
  })

  it('takes back that it gave an event up, when that was delivered after all', async () => {
    const gate = createDeferred<Delivered>()
    const { sent, deliver } = recorder(async ({ subject }) =>
      subject === 'ann' ? gate.promise : {},
    )
    const outbox = here({ deliver, maxEvents: 1 })
    const slow = await outbox.keep('viewed', 1, { key: 'slow' })
    await vi.waitUntil(() => sent.length > 0)
    pass(HOUR)
    who = 'bob'
    const next = await outbox.keep('viewed', 1, { key: 'next' })
    expect(await outbox.status()).toMatchObject({ events: 1, deadLetters: 1 })
    gate.resolve({})
    await Promise.all([slow.settled, next.settled])
    expect(await outbox.status()).toMatchObject({ events: 0, bytes: 0, deadLetters: 0 })
    expect(sent).toEqual(['slow', 'next'])
  })

  it('does not call an event dead that is kept again', async () => {
    let isOpen = true
    const outbox = here({
      route: () => (isOpen ? 'sink' : undefined),
      deliver: failing('NOT_ALLOWED'),
    })
    const { settled } = await outbox.keep('viewed', 1, { key: 'a' })
    await expect(settled).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
    isOpen = false
    await outbox.keep('viewed', 1, { key: 'a' })
    expect(await outbox.deadLetters()).toEqual([])
  })
})
