import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { type Deliver, outboxOf } from '../test/outboxes.js'
import { createSinkEvents, type OutboxOptions, type SinkSettings } from './outbox.js'

/** An outbox before a sink that takes everything, and what it took: the tokens, in order. */
function beforeSink(token: NonNullable<SinkSettings['token']>, options: Partial<OutboxOptions>) {
  const make = createSinkEvents({ subject: 'ann', token })
  const taken: unknown[] = []
  const toSink: Deliver = async (event, _path, attempt) => {
    taken.push((await make(event, attempt)).token)
    return { path: 'sink' }
  }
  const toHost: Deliver = async () => ({ path: 'bridge' })
  const deliver: Deliver = (event, path, attempt) =>
    (path === 'sink' ? toSink : toHost)(event, path, attempt)
  return { outbox: outboxOf({ deliver, ...options }), taken }
}

describe('an event whose token cannot be got', () => {
  it.each<[string, () => Promise<string>]>([
    ['the network is away', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['it does not come in time', () => new Promise(() => {})],
  ])('was not sent, so that "at-most-once" sends it later: %s', async (_, fail) => {
    let asked = 0
    const token = async (): Promise<string> => (++asked < 3 ? fail() : `token ${asked}`)
    const { outbox, taken } = beforeSink(token, { delivery: 'at-most-once', timeout: 5 })
    await (await outbox.keep('order', 1)).settled
    expect(taken).toEqual(['token 3'])
  })

  it('is not bound to the path that it was not sent on', async () => {
    let isHost = false
    const token = async (): Promise<string> => {
      isHost = true
      throw new TypeError('Failed to fetch')
    }
    const route: OutboxOptions['route'] = ({ path }) => {
      if (!isHost) return 'sink'
      return path === undefined ? 'bridge' : undefined
    }
    const { outbox, taken } = beforeSink(token, { route })
    await expect((await outbox.keep('order', 1)).settled).resolves.toEqual({ path: 'bridge' })
    expect(taken).toEqual([])
  })
})
