import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { type Deliver, failing, firstFail, outboxOf, recorder } from '../test/outboxes.js'
import { createDeferred } from './deferred.js'
import { BridgeError } from './errors.js'
import type { Delivered, Outbox, OutboxOptions } from './outbox.js'

describe.each([
  ['IndexedDB', true],
  ['memory', false],
])('an outbox in %s', (_where, durable) => {
  const here = (options: Partial<OutboxOptions> = {}): Outbox => {
    if (!durable) vi.stubGlobal('indexedDB', undefined)
    return outboxOf(options)
  }

  it('delivers each event once, in the order of its stream, and keeps nothing of it', async () => {
    const { sent, deliver } = recorder()
    const outbox = here({ deliver })
    const kept = await Promise.all(
      [1, 2, 3, 4].map((n) => outbox.keep('viewed', { n }, { key: `k${n}` })),
    )
    expect(kept.map((one) => one.durable)).toEqual(Array(4).fill(durable))
    await Promise.all(kept.map(({ settled }) => settled))
    expect(sent).toEqual(['k1', 'k2', 'k3', 'k4'])
    expect(await outbox.status()).toEqual({
      durable,
      events: 0,
      bytes: 0,
      refused: 0,
      deadLetters: 0,
      droppedDeadLetters: 0,
    })
  })

  it('sends again what failed for the moment, and lets no later one of its stream pass', async () => {
    const { sent, deliver } = recorder(
      firstFail(2, failing('HTTP_ERROR', { data: { status: 500 }, outcome: 'unknown' })),
    )
    const outbox = here({ deliver })
    const kept = await Promise.all(['a', 'b'].map((key) => outbox.keep('viewed', 1, { key })))
    await Promise.all(kept.map(({ settled }) => settled))
    expect(sent).toEqual(['a', 'a', 'a', 'b'])
  })

  it('does not let one stream wait for another', async () => {
    const gate = createDeferred<Delivered>()
    const { sent, deliver } = recorder()
    const slowly: Deliver = (event, path, attempt) =>
      event.stream === 'slow' ? gate.promise : deliver(event, path, attempt)
    const outbox = here({ deliver: slowly })
    const first = await outbox.keep('viewed', 1, { key: 'a', stream: 'slow' })
    const second = await outbox.keep('viewed', 1, { key: 'b', stream: 'quick' })
    await second.settled
    expect(sent).toEqual(['b'])
    gate.resolve({})
    await first.settled
  })

  it.each([
    ['INVALID_PAYLOAD', {}],
    ['NOT_ALLOWED', {}],
    ['HANDLER_FAILED', {}],
    ['HTTP_ERROR', { data: { status: 422 } }],
  ])('makes a dead letter of what was refused for good: %s', async (code, details) => {
    const { sent, deliver } = recorder(firstFail(1, failing(code, details)))
    const outbox = here({ deliver })
    const { settled } = await outbox.keep('viewed', { id: 1 }, { key: 'a' })
    await expect(settled).rejects.toMatchObject({ code })
    const [letter] = await outbox.deadLetters()
    expect(letter).toMatchObject({
      key: 'a',
      event: 'viewed',
      data: '{"id":1}',
      attempts: 1,
      reason: { code, outcome: 'none' },
    })
    expect(await outbox.status()).toMatchObject({ events: 0, bytes: 0, deadLetters: 1 })
    await outbox.redeliver('a')
    await expect.poll(() => outbox.status()).toMatchObject({ events: 0, deadLetters: 0 })
    expect(sent).toEqual(['a', 'a'])
    await expect(outbox.redeliver('a')).rejects.toMatchObject({ code: 'INVALID_PAYLOAD' })
  })

  it.each([
    ['UNAUTHORIZED', {}],
    ['HTTP_ERROR', { data: { status: 401 } }],
    ['HTTP_ERROR', { data: { status: 0 } }],
    ['HTTP_ERROR', { data: { status: 302 } }],
    ['EVENT_DELIVERY_FAILED', {}],
  ])('keeps what may do better later: %s %o', async (code, details) => {
    const { sent, deliver } = recorder(firstFail(1, failing(code, details)))
    await (await here({ deliver }).keep('viewed', 1, { key: 'a' })).settled
    expect(sent).toEqual(['a', 'a'])
  })

  it('waits as long as the receiver asks, with all streams', async () => {
    const at: number[] = []
    let isFirst = true
    const outbox = here({
      async deliver() {
        at.push(Date.now())
        if (!isFirst) return {}
        isFirst = false
        throw new BridgeError('HTTP_ERROR', 'later', { data: { status: 429, retryAfter: 60 } })
      },
    })
    const first = await outbox.keep('viewed', 1, { stream: 'a' })
    await vi.waitFor(() => expect(at).toHaveLength(1))
    const second = await outbox.keep('viewed', 2, { stream: 'b' })
    await Promise.all([first.settled, second.settled])
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(60)
    expect(at).toHaveLength(3)
  })

  it('refuses what is over a bound, counts it, and keeps nothing of it', async () => {
    const outbox = here({ route: () => undefined, maxEvents: 2, maxBytes: 100 })
    await outbox.keep('viewed', 'x'.repeat(60), { key: 'a' })
    await expect(outbox.keep('viewed', 'x'.repeat(60), { key: 'b' })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      retryable: true,
      data: { events: 1, refused: 1 },
    })
    await outbox.keep('viewed', 1, { key: 'c' })
    await expect(outbox.keep('viewed', 1, { key: 'd' })).rejects.toMatchObject({
      code: 'QUEUE_FULL',
    })
    expect(await outbox.status()).toMatchObject({ events: 2, refused: 2 })
  })

  it('takes one key once, and refuses another event under it', async () => {
    const gate = createDeferred<Delivered>()
    const { sent, deliver } = recorder(() => gate.promise)
    const outbox = here({ deliver })
    const first = await outbox.keep('viewed', 1, { key: 'a' })
    const again = await outbox.keep('viewed', 1, { key: 'a' })
    await expect(outbox.keep('viewed', 2, { key: 'a' })).rejects.toMatchObject({
      code: 'KEY_REUSED',
    })
    gate.resolve({ duplicate: false })
    expect([first.isRepeat, again.isRepeat]).toEqual([false, true])
    await expect(again.settled).resolves.toEqual({ duplicate: false })
    await first.settled
    expect(sent).toEqual(['a'])
  })

  it('sends nobody’s event for somebody else', async () => {
    let user: string | undefined = 'ann'
    const { sent, deliver } = recorder(async (event) => {
      // The first of them is under way when another user signs in.
      user = 'bob'
      return { for: event.subject }
    })
    const outbox = here({ subject: () => user, deliver })
    const first = await outbox.keep('viewed', 1, { key: 'a1' })
    await outbox.keep('viewed', 1, { key: 'a2' })
    await first.settled
    const bobs = await outbox.keep('viewed', 1, { key: 'b1' })
    await expect(bobs.settled).resolves.toEqual({ for: 'bob' })
    expect(sent).toEqual(['a1', 'b1'])
    expect(await outbox.status()).toMatchObject({ events: 1 })
    user = undefined
    await expect(outbox.keep('viewed', 1)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    user = 'ann'
    outbox.flush()
    await vi.waitFor(() => expect(sent).toEqual(['a1', 'b1', 'a2']))
  })

  it('gives an event up after its time', async () => {
    const outbox = here({
      ttl: 20,
      deliver: failing('HTTP_ERROR', { data: { status: 503 }, outcome: 'unknown' }),
    })
    const { settled } = await outbox.keep('viewed', 1, { key: 'a' })
    await expect(settled).rejects.toMatchObject({ code: 'EXPIRED', outcome: 'unknown' })
    expect(await outbox.deadLetters()).toMatchObject([
      { key: 'a', reason: { code: 'EXPIRED', outcome: 'unknown' } },
    ])
    await outbox.discard('a')
    expect(await outbox.deadLetters()).toEqual([])
  })

  it('asks for another route when a path does not take such events', async () => {
    const paths: string[] = []
    let isTaken = true
    const outbox = here({
      route: () => (isTaken ? 'bridge' : 'sink'),
      async deliver(_event, path) {
        paths.push(path)
        isTaken = false
        return path === 'sink' ? {} : undefined
      },
    })
    await (await outbox.keep('viewed', 1)).settled
    expect(paths).toEqual(['bridge', 'sink'])
  })

  it('at most once: what may have arrived is not repeated, what did not arrive is', async () => {
    const { sent, deliver } = recorder(
      firstFail(1, failing('HTTP_ERROR', { data: { status: 429, retryAfter: 1 } })),
    )
    const outbox = here({ deliver, delivery: 'at-most-once' })
    await (await outbox.keep('viewed', 1, { key: 'a' })).settled
    expect(sent).toEqual(['a', 'a'])
    const lossy = recorder(async () => {
      throw new TypeError('the connection was cut')
    })
    const other = here({ deliver: lossy.deliver, delivery: 'at-most-once' })
    const { settled } = await other.keep('viewed', 1, { key: 'b' })
    await expect(settled).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', outcome: 'unknown' })
    expect(lossy.sent).toEqual(['b'])
    expect(await other.deadLetters()).toMatchObject([{ reason: { code: 'OUTCOME_UNKNOWN' } }])
  })

  it('ends an attempt that never ends', async () => {
    const { sent, deliver } = recorder(firstFail(1, () => new Promise(() => {})))
    await (await here({ deliver, timeout: 5 }).keep('viewed', 1, { key: 'a' })).settled
    expect(sent).toEqual(['a', 'a'])
  })

  it('sends the first of each stream when the page goes away, within what keepalive allows', async () => {
    let isOpen = false
    const seen: (readonly [string, boolean])[] = []
    const outbox = here({
      route: () => (isOpen ? 'sink' : undefined),
      async deliver({ key }, _path, { keepalive }) {
        seen.push([key, keepalive])
        return {}
      },
    })
    const large = 'x'.repeat(40 * 1024)
    const kept = [
      await outbox.keep('viewed', large, { key: 'a1', stream: 'a' }),
      await outbox.keep('viewed', 1, { key: 'a2', stream: 'a' }),
      await outbox.keep('viewed', large, { key: 'b1', stream: 'b' }),
    ]
    isOpen = true
    outbox.hide()
    const last = outbox.keep('viewed', 1, { key: 'c1', stream: 'c' })
    // In the turn of the page's last event: there is no later one.
    expect(seen).toEqual([
      ['a1', true],
      ['b1', false],
      ['c1', true],
    ])
    await Promise.all([...kept, await last].map(({ settled }) => settled))
    expect(seen.map(([key]) => key).sort()).toEqual(['a1', 'a2', 'b1', 'c1'])
  })

  it('sends nothing on the way out where an event may go once only', async () => {
    let isOpen = false
    const { sent, deliver } = recorder()
    const route = () => (isOpen ? 'sink' : undefined)
    const outbox = here({ route, deliver, delivery: 'at-most-once' })
    await outbox.keep('viewed', 1, { key: 'a' })
    isOpen = true
    outbox.hide()
    expect(sent).toEqual([])
  })

  it('leaves nothing open behind', async () => {
    const outbox = here({ route: () => undefined })
    const { settled } = await outbox.keep('viewed', 1)
    outbox.close(new BridgeError('DISCONNECTED', 'closed'))
    await expect(settled).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await expect(outbox.keep('viewed', 1)).rejects.toMatchObject({ code: 'DISCONNECTED' })
  })

  it.each([
    ['event', '', 1, {}],
    ['key', 'viewed', 1, { key: '' }],
    ['stream', 'viewed', 1, { stream: 'x'.repeat(300) }],
    ['data.at', 'viewed', { at: new Date(0) }, {}],
  ])('names the field that is wrong: %s', async (field, event, data, options) => {
    await expect(here().keep(event, data, options)).rejects.toMatchObject({
      code: 'INVALID_PAYLOAD',
      message: expect.stringContaining(field),
    })
  })
})
