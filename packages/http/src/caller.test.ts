import { BridgeError } from '@drawbridge/core/errors'
import { describe, expect, it } from 'vitest'
import { testClock } from '../test/fakes/clock.js'
import { failureOf } from '../test/fakes/failure.js'
import { serve } from '../test/fakes/serve.js'
import { type Call, type CallerOptions, type CallLog, createCaller, isTransient } from './caller.js'

const ok = (): { body: object } => ({ body: {} })

async function setUp(options: CallerOptions = {}) {
  const server = await serve(ok)
  const clock = testClock()
  const logs: CallLog[] = []
  const caller = createCaller({ clock, log: (entry) => logs.push(entry), ...options })
  const get: Call = { method: 'GET', url: new URL(`${server.url}/a?token=t`), repeat: isTransient }
  return { server, clock, logs, caller, get }
}

describe('repetitions', () => {
  it('wait twice as long each time, up to a limit, and end', async () => {
    const { server, clock, caller, get } = await setUp({
      retry: { retries: 5, minDelay: 100, maxDelay: 500 },
    })
    server.troubles.push(...Array(6).fill({ status: 502 }))
    await expect(caller.call(get)).resolves.toMatchObject({ status: 502 })
    expect(clock.slept).toEqual([75, 150, 300, 375, 375])
  })

  it('are spread by chance between half of the wait and all of it', async () => {
    for (const [chance, wait] of [
      [0, 150],
      [0.999, 299.85],
    ] as const) {
      const clock = { ...testClock(), random: () => chance }
      const { server, caller, get } = await setUp({ clock })
      server.troubles.push({ status: 500 })
      await caller.call(get)
      expect(clock.slept).toEqual([wait])
    }
  })

  it.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(1_700_000_000_000 + 9_000).toUTCString(), 9_000],
    ['a date that is over', new Date(1_600_000_000_000).toUTCString(), 0],
  ])('wait as long as Retry-After says in %s', async (_, value, wait) => {
    const { server, clock, caller, get } = await setUp()
    server.troubles.push({ status: 429, headers: { 'Retry-After': value } })
    await expect(caller.call(get)).resolves.toMatchObject({ status: 200 })
    expect(clock.slept).toEqual([wait + 150])
  })

  it.each(['soon', '-1', '1.5', ''])('pass over the Retry-After %j', async (value) => {
    const { server, clock, caller, get } = await setUp()
    server.troubles.push({ status: 503, headers: { 'Retry-After': value } })
    await caller.call(get)
    expect(clock.slept).toEqual([225])
  })

  it('do not happen when Retry-After asks for more than the caller would wait', async () => {
    const { server, clock, caller, get } = await setUp({ retry: { maxRetryAfter: 5_000 } })
    server.troubles.push({ status: 429, headers: { 'Retry-After': '6' } })
    await expect(caller.call(get)).resolves.toMatchObject({ status: 429, retryAfter: 6_000 })
    expect(clock.slept).toEqual([])
  })

  it('do not happen where the rule of the client says no', async () => {
    const { server, caller, get } = await setUp()
    server.troubles.push('drop')
    const error = await failureOf(caller.call({ ...get, repeat: () => false }))
    expect(error).toMatchObject({ code: 'HTTP_ERROR', outcome: 'unknown', retryable: false })
    expect(server.requests).toHaveLength(1)
  })

  it('do not happen for an answer that was cut after its status', async () => {
    const { server, caller, get } = await setUp()
    server.troubles.push('cut')
    const error = await failureOf(caller.call(get))
    expect(error).toMatchObject({ code: 'HTTP_ERROR', data: { status: 200 }, outcome: 'unknown' })
    expect(server.requests).toHaveLength(1)
  })
})

describe('time', () => {
  it('is up when nothing is answered', async () => {
    const { server, clock, caller, get } = await setUp({ timeout: 700, retry: { retries: 0 } })
    server.troubles.push(() => {
      clock.fire()
      return 'silence'
    })
    const error = await failureOf(caller.call({ ...get, key: 'k' }))
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown', retryable: true })
    expect(error.message).toContain('did not answer within 700 ms')
  })

  it('is for each attempt, and none is left running', async () => {
    const { server, clock, caller, get, logs } = await setUp()
    server.troubles.push(() => {
      clock.fire()
      return 'silence'
    })
    await expect(caller.call(get)).resolves.toMatchObject({ status: 200 })
    expect(logs).toMatchObject([{ failure: 'timeout', nextIn: 225 }, { status: 200 }])
    expect(clock.timers.size).toBe(0)
  })
})

describe('a signal', () => {
  it('that has fired already sends nothing', async () => {
    const { server, caller, get } = await setUp()
    const signal = AbortSignal.abort('not now')
    const error = await failureOf(caller.call({ ...get, signal }))
    expect(error).toMatchObject({ code: 'CANCELLED', cause: 'not now', outcome: 'none' })
    expect(server.requests).toEqual([])
  })

  it('ends a call on the way', async () => {
    const controller = new AbortController()
    const server = await serve(() => {
      controller.abort('changed my mind')
      return new Promise(() => {})
    })
    const call: Call = { method: 'GET', url: new URL(server.url), repeat: isTransient }
    const error = await failureOf(createCaller({}).call({ ...call, signal: controller.signal }))
    expect(error).toMatchObject({
      code: 'CANCELLED',
      cause: 'changed my mind',
      outcome: 'unknown',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('ends a wait', async () => {
    const controller = new AbortController()
    const server = await serve(() => ({ status: 500 }))
    const caller = createCaller({
      // Two hours: nobody could wait for it.
      retry: { minDelay: 7_200_000, maxDelay: 7_200_000 },
      log: () => queueMicrotask(() => controller.abort()),
    })
    const call: Call = { method: 'GET', url: new URL(server.url), repeat: isTransient }
    const error = await failureOf(caller.call({ ...call, signal: controller.signal }))
    expect(error.code).toBe('CANCELLED')
    expect(server.requests).toHaveLength(1)
  })

  it('keeps no listener when the call is over', async () => {
    const { caller, get } = await setUp()
    const { signal } = new AbortController()
    let listeners = 0
    const counted = new Proxy(signal, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown
        if (typeof value !== 'function') return value
        if (name === 'addEventListener') listeners++
        if (name === 'removeEventListener') listeners--
        return value.bind(target)
      },
    })
    await caller.call({ ...get, signal: counted })
    expect(listeners).toBe(0)
  })
})

describe('headers', () => {
  it('hold no key and no traceparent unless asked for', async () => {
    const { server, caller, get } = await setUp()
    await caller.call(get)
    expect(Object.keys(server.requests[0]?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/idempotency-key|traceparent/)]),
    )
  })

  it('hold a new traceparent for each attempt, or that of the tracer', async () => {
    const { server, caller, get } = await setUp({ traceparent: true })
    server.troubles.push({ status: 500 })
    await caller.call(get)
    const [first, second] = server.requests.map(({ headers }) => headers.traceparent)
    expect(first).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
    expect(second).not.toBe(first)

    const mine = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const other = await setUp({ traceparent: () => mine })
    await other.caller.call(other.get)
    expect(other.server.requests[0]?.headers.traceparent).toBe(mine)
  })

  it.each(['', 'ü', 'a\nb', 'x'.repeat(257), 5])('hold no key like %j', async (key) => {
    const { server, caller, get } = await setUp()
    const error = await failureOf(caller.call({ ...get, key: key as string }))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: 'key' } })
    expect(server.requests).toEqual([])
  })

  it('are the business of the client: what fails there is neither hidden nor repeated', async () => {
    const { server, caller, get } = await setUp()
    const cause = new Error('no vault')
    const headers = (): never => {
      throw cause
    }
    const error = await failureOf(caller.call({ ...get, headers }))
    expect(error).toMatchObject({ code: 'HTTP_ERROR', cause, outcome: 'none', retryable: true })
    expect(server.requests).toEqual([])
  })

  it('whose own call got no answer leave this one undone', async () => {
    const { server, caller, get } = await setUp()
    const cause = new BridgeError('TIMEOUT', 'no token', { outcome: 'unknown' })
    const error = await failureOf(caller.call({ ...get, headers: () => Promise.reject(cause) }))
    expect(error).toMatchObject({ code: 'TIMEOUT', cause, outcome: 'none', retryable: true })
    expect(server.requests).toEqual([])
  })

  it('that never come end with the signal', async () => {
    const { server, caller, get } = await setUp()
    const controller = new AbortController()
    const headers = (): Promise<never> => {
      controller.abort('changed my mind')
      return new Promise(() => {})
    }
    const error = await failureOf(caller.call({ ...get, headers, signal: controller.signal }))
    expect(error).toMatchObject({ code: 'CANCELLED', cause: 'changed my mind', outcome: 'none' })
    expect(server.requests).toEqual([])
  })

  it('that never come end with the time of the attempt', async () => {
    // The client's own second attempt has a time of its own, too.
    const { server, clock, caller, get } = await setUp({ timeout: 700, retry: { retries: 1 } })
    let asked = 0
    const headers = (): Promise<never> => {
      asked++
      clock.fire()
      return new Promise(() => {})
    }
    const error = await failureOf(caller.call({ ...get, headers }))
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'none', retryable: true })
    expect(error.message).toContain('Nothing was sent')
    expect([asked, server.requests, clock.timers.size]).toEqual([2, [], 0])
  })

  it('that took their time leave all of it to the request', async () => {
    const { server, clock, caller, get } = await setUp()
    const timers: unknown[] = []
    const note = (): void => void timers.push(...clock.timers)
    server.troubles.push(() => {
      note()
      return { body: {} }
    })
    const headers = async (): Promise<Record<string, string>> => {
      note()
      return {}
    }
    await caller.call({ ...get, headers })
    expect(timers).toHaveLength(2)
    expect(timers[1]).not.toBe(timers[0])
  })
})

it('reads an answer up to its limit and no further', async () => {
  const { server, caller, get } = await setUp()
  server.troubles.push({ body: 'x'.repeat(1_001) })
  const error = await failureOf(caller.call({ ...get, maxBytes: 1_000 }))
  expect(error).toMatchObject({ code: 'TOO_LARGE', outcome: 'unknown' })
})

it('logs no query', async () => {
  const { server, caller, get, logs } = await setUp()
  await caller.call(get)
  expect(logs).toEqual([
    { method: 'GET', url: `${server.url}/a`, attempt: 1, status: 200, duration: 0 },
  ])
})
