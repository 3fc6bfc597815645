import { describe, expect, it, vi } from 'vitest'
import { linked } from '../test/linked-peers.js'
import { anything, caught, turn, useTurns } from '../test/peer-tests.js'
import { defineContract } from './contract.js'

useTurns()

describe('time', () => {
  it('a request ends with TIMEOUT when the other side falls silent', async () => {
    const { a } = linked({ through: ([x, y]) => [x, { ...y, start: () => {} }] })
    const error = caught(a.peer.request('ask', 1, { timeout: 1_000 }))
    await turn(1_300)
    expect(await error).toMatchObject({
      code: 'TIMEOUT',
      stage: 'sent',
      outcome: 'unknown',
      retryable: false,
    })
  })

  it('a wire on which nothing comes through ends the session, so that another can begin', async () => {
    const { a } = linked({ through: ([x, y]) => [x, { ...y, start: () => {} }] })
    a.peer.sendEvent('news', 1)
    await turn(92_000)
    expect(a.ends).toEqual([])
    await turn(2_000)
    expect(a.ends).toEqual(['lost'])
    expect(a.errors).toMatchObject([{ code: 'DISCONNECTED', data: { events: { news: 1 } } }])
  })

  it('a frozen page is not taken for a dead one', async () => {
    let isDeaf = false
    const { a, b, wire } = linked({
      through: ([x, y]) => [
        x,
        { ...y, start: (onText) => y.start((text) => isDeaf || onText(text)) },
      ],
    })
    b.peer.notify('bridge/lifecycle', '{"state":"frozen","cause":"page"}')
    // Until it is acknowledged.
    await turn(1_100)
    isDeaf = true
    a.peer.sendEvent('news', 1)
    const before = wire.length
    await turn(600_000)
    expect(a.ends).toEqual([])
    expect(wire.slice(before).filter((text) => text.includes('bridge/ping'))).toEqual([])
  })

  it('a keyed one that timed out may be repeated', async () => {
    const { a } = linked({ through: ([x, y]) => [x, { ...y, start: () => {} }] })
    const error = caught(a.peer.request('ask', 1, { timeout: 1_000, key: 'k' }))
    await turn(1_300)
    expect(await error).toMatchObject({ code: 'TIMEOUT', retryable: true })
  })

  it('stays alive for many timeouts while the handler works', async () => {
    const { a, b, wire } = linked()
    b.handlers.add('think', () => new Promise((resolve) => setTimeout(resolve, 60_000, 'yes')))
    const reply = a.peer.request('think', 1, { timeout: 3_000 })
    await turn(60_000)
    await expect(reply).resolves.toBe('yes')
    expect(wire.filter((text) => text.includes('$/alive')).length).toBeGreaterThan(20)
  })

  it('a handler over its budget is aborted and answered', async () => {
    const contract = defineContract({
      think: { payload: anything, reply: anything, budget: 5_000 },
    })
    const { a, b } = linked({ b: { contract } })
    let reason: unknown
    b.handlers.add('think', (_payload, { signal }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return new Promise(() => {})
    })
    const error = caught(a.peer.request('think', 1))
    await turn(6_500)
    expect((await error).code).toBe('HANDLER_FAILED')
    expect(reason).toMatchObject({ code: 'HANDLER_FAILED' })
  })

  it('a deadline ends a call however alive the other side is', async () => {
    const { a, b } = linked()
    b.handlers.add('think', () => new Promise(() => {}))
    const error = caught(a.peer.request('think', 1, { deadline: 20_000 }))
    await turn(21_100)
    expect(await error).toMatchObject({ code: 'TIMEOUT', stage: 'received' })
  })

  it('a deadline ends a call in a hidden page too, whose timers come once a minute', async () => {
    const { a, b } = linked()
    b.handlers.add('think', () => new Promise(() => {}))
    await turn(10)
    const set = globalThis.setTimeout
    const minute = 60_000
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms = 0) =>
      set(run, Math.ceil((Date.now() + ms) / minute) * minute - Date.now())) as typeof setTimeout)
    const error = caught(a.peer.request('think', 1, { deadline: 5 * minute }))
    await turn(6 * minute)
    expect(await Promise.race([error, null])).toMatchObject({ code: 'TIMEOUT', stage: 'received' })
  })

  it('a reply after a TIMEOUT is one late reply', async () => {
    const { a, b } = linked()
    let answer: (value: string) => void = () => {}
    b.handlers.add('think', () => new Promise((resolve) => void (answer = resolve)))
    const error = caught(a.peer.request('think', 1, { deadline: 1_000, key: 'k' }))
    await turn(1_600)
    expect((await error).code).toBe('TIMEOUT')
    answer('too late')
    await turn(10)
    expect(a.late).toEqual([{ type: 'think', key: 'k', result: 'too late' }])
  })

  it('a stalled page asks for a sign of life before it gives up', async () => {
    const { a, b, wire } = linked()
    b.handlers.add('think', () => new Promise((resolve) => setTimeout(resolve, 60_000, 'yes')))
    const reply = a.peer.request('think', 1, { timeout: 2_000 })
    await turn(100)
    jump(50_000)
    await turn(500)
    expect(
      wire.filter((text) => text.startsWith('>') && text.includes('bridge/ping')),
    ).toHaveLength(1)
    await turn(60_000)
    await expect(reply).resolves.toBe('yes')
  })

  it('a wire on which nothing comes through is asked ever more rarely, each time with another id', async () => {
    const { a, wire } = linked({ through: ([x, y]) => [x, { ...y, start: () => {} }] })
    a.peer.sendEvent('note', 1)
    await turn(10_000)
    expect(wire.map((text) => /"id":"(ping\d+)"/.exec(text)?.[1]).filter(Boolean)).toEqual([
      'ping1',
      'ping2',
    ])
  })

  it('a page that wakes up to a dead side gives up one interval later', async () => {
    const { a } = linked({ through: ([x, y]) => [x, { ...y, start: () => {} }] })
    const error = caught(a.peer.request('ask', 1, { timeout: 2_000 }))
    await turn(1_900)
    jump(50_000)
    await turn(100)
    expect(a.peer.connection).toBeDefined()
    await turn(1_000)
    expect((await error).code).toBe('TIMEOUT')
  })
})

/** The page stands still for so long: no timer runs, and the clock goes on. */
function jump(ms: number): void {
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms)
}

describe('cancelling', () => {
  it('before it is sent, sends nothing', async () => {
    const { a, wire } = linked()
    const error = await caught(a.peer.request('ask', 1, { signal: AbortSignal.abort('why') }))
    expect(error).toMatchObject({ code: 'CANCELLED', stage: 'queued', cause: 'why' })
    const controller = new AbortController()
    const later = caught(a.peer.request('ask', 1, { signal: controller.signal }))
    controller.abort()
    await later
    await turn()
    expect(wire.filter((text) => text.includes('"method":"event"'))).toEqual([])
  })

  it('while it runs, aborts the handler with CANCELLED', async () => {
    const { a, b } = linked()
    let signal: AbortSignal | undefined
    b.handlers.add('ask', (_payload, context) => {
      signal = context.signal
      return new Promise(() => {})
    })
    const controller = new AbortController()
    const error = caught(a.peer.request('ask', 1, { signal: controller.signal }))
    await turn()
    controller.abort()
    expect(await error).toMatchObject({ code: 'CANCELLED', outcome: 'unknown' })
    await turn()
    expect(signal?.reason).toMatchObject({ code: 'CANCELLED' })
  })

  it('after the reply, does nothing', async () => {
    const { a, b, wire } = linked()
    b.handlers.add('ask', () => 1)
    const controller = new AbortController()
    await expect(a.peer.request('ask', 1, { signal: controller.signal })).resolves.toBe(1)
    const before = wire.length
    controller.abort()
    await turn()
    expect(wire).toHaveLength(before)
  })
})
