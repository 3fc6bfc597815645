import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect, createSide, linked } from '../test/linked-peers.js'
import { defineContract } from './contract.js'
import { BridgeError, isBridgeError } from './errors.js'
import { defaultLimits } from './limits.js'
import { FEATURES } from './messages.js'
import type { StandardSchemaV1 } from './standard-schema.js'

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

async function caught(promise: Promise<unknown>): Promise<BridgeError> {
  try {
    await promise
  } catch (error) {
    if (isBridgeError(error)) return error
    throw error
  }
  throw new Error('was not rejected')
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('requests', () => {
  it('resolve with what the handler returns', async () => {
    const { a, b } = linked()
    b.handlers.add('add', (numbers) => (numbers as number[]).reduce((sum, n) => sum + n, 0))
    await expect(a.peer.request('add', [1, 2, 3])).resolves.toBe(6)
  })

  it.each([[0], [''], [false], [null], [[]], [{}]])('carry the reply %j', async (reply) => {
    const { a, b } = linked()
    b.handlers.add('get', () => reply)
    await expect(a.peer.request('get', null)).resolves.toEqual(reply)
  })

  it('give null for a handler that returns nothing', async () => {
    const { a, b } = linked()
    b.handlers.add('get', () => undefined)
    await expect(a.peer.request('get', undefined)).resolves.toBe(null)
  })

  it('pair 1,000 concurrent calls with their replies, in a few packets', async () => {
    const { a, b, wire } = linked()
    b.handlers.add('double', (n) => (n as number) * 2)
    const numbers = Array.from({ length: 1_000 }, (_, i) => i)
    const replies = Promise.all(numbers.map((n) => a.peer.request('double', n)))
    await turn(50)
    await expect(replies).resolves.toEqual(numbers.map((n) => n * 2))
    expect(wire.length).toBeLessThan(40)
  })

  it('never have more unanswered than the other side takes', async () => {
    const { a, b } = linked({ limits: { ...defaultLimits, inFlight: 2, messageBytes: 1e6 } })
    const open: (() => void)[] = []
    b.handlers.add('slow', () => new Promise<void>((resolve) => void open.push(resolve)))
    const all = Promise.all([1, 2, 3, 4, 5].map((n) => a.peer.request('slow', n)))
    await turn(10)
    expect(open).toHaveLength(2)
    for (let i = 0; i < 5; i++) {
      open[i]?.()
      await turn(10)
    }
    await expect(all).resolves.toHaveLength(5)
  })

  it('stay in program order with events', async () => {
    const { a, b } = linked()
    const heard: unknown[] = []
    b.handlers.add('note', (n) => void heard.push(n))
    b.handlers.add('ask', (n) => void heard.push(n))
    a.peer.sendEvent('note', 1)
    void a.peer.request('ask', 2)
    a.peer.sendEvent('note', 3)
    await turn()
    expect(heard).toEqual([1, 2, 3])
  })

  it('reject with what the handler throws as a BridgeError, data included', async () => {
    const { a, b } = linked()
    b.handlers.add('buy', () => {
      throw new BridgeError('OUT_OF_STOCK', 'Sold out', { data: { left: 0 } })
    })
    const error = await caught(a.peer.request('buy', 1))
    expect(error).toMatchObject({ code: 'OUT_OF_STOCK', message: 'Sold out', data: { left: 0 } })
    expect(error).toMatchObject({ stage: 'received', outcome: 'none' })
  })

  it.each([
    ['an error', () => Promise.reject(new Error('secret token'))],
    [
      'undefined',
      () => {
        throw undefined
      },
    ],
    ['a falsy value', () => Promise.reject(0)],
  ])(
    'hide %s that a handler throws, with a reference for the local log',
    async (_name, handler) => {
      const { a, b } = linked()
      b.handlers.add('buy', handler)
      const error = await caught(a.peer.request('buy', 1))
      expect(error).toMatchObject({ code: 'HANDLER_FAILED', outcome: 'unknown' })
      expect(JSON.stringify(error)).not.toContain('secret')
      const { reference } = error.data as { reference: string }
      expect(b.errors).toHaveLength(1)
      expect(b.errors[0]?.message).toContain(reference)
    },
  )

  it('reject when the reply is no JSON, and say where', async () => {
    const { a, b } = linked()
    b.handlers.add('get', () => ({ at: new Date(0) }))
    const error = await caught(a.peer.request('get', 1))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: 'reply.at' } })
  })

  it('are refused here with the path when the payload is no JSON', async () => {
    const { a, wire } = linked()
    const error = await caught(a.peer.request('buy', { when: new Date(0) }))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: 'payload.when' } })
    await turn()
    expect(wire).toEqual([])
  })

  it.each([
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: Number.NaN }],
    ['deadline', { deadline: -1 }],
    ['key', { key: '' }],
  ])('name a bad option: %s', async (field, options) => {
    const { a } = linked()
    const error = await caught(a.peer.request('buy', 1, options))
    expect(error.code).toBe('INVALID_PAYLOAD')
    expect(error.message).toContain(field)
  })

  it('over the size limit are refused here, replies at their side', async () => {
    const { a, b } = linked({ limits: { ...defaultLimits, inFlight: 9, messageBytes: 1_000 } })
    b.handlers.add('get', () => 'x'.repeat(2_000))
    expect((await caught(a.peer.request('put', 'x'.repeat(2_000)))).code).toBe('TOO_LARGE')
    expect((await caught(a.peer.request('get', 1))).code).toBe('TOO_LARGE')
  })

  it('tell progress to the caller', async () => {
    const { a, b } = linked()
    b.handlers.add('work', (_payload, { progress }) => {
      progress({ done: 1 })
      progress({ done: 2 })
      return 'ready'
    })
    const seen: unknown[] = []
    await a.peer.request('work', null, { onProgress: (value) => void seen.push(value) })
    expect(seen).toEqual([{ done: 1 }, { done: 2 }])
  })
})

describe('handlers', () => {
  it('that come late get what waited for them', async () => {
    const { a, b } = linked()
    const reply = a.peer.request('late', 1)
    a.peer.sendEvent('note', 'early')
    await turn(1_000)
    const heard: unknown[] = []
    b.handlers.add('late', () => 'here')
    b.handlers.add('note', (payload) => void heard.push(payload))
    await expect(reply).resolves.toBe('here')
    expect(heard).toEqual(['early'])
  })

  it('that never come mean NO_HANDLER after 2 s, and one error for events', async () => {
    const { a, b } = linked()
    const reply = caught(a.peer.request('nobody', 1))
    a.peer.sendEvent('note', 1)
    a.peer.sendEvent('note', 2)
    await turn(2_000)
    expect((await reply).code).toBe('NO_HANDLER')
    await turn(10)
    expect(b.errors.map(({ code, message }) => [code, message])).toEqual([
      ['NO_HANDLER', '2 events had no handler: "note". Add one with onCustomEvent'],
    ])
  })

  it('are missing at once after ready()', async () => {
    const { a, b } = linked()
    b.peer.ready()
    const error = caught(a.peer.request('nobody', 1))
    await turn()
    expect((await error).code).toBe('NO_HANDLER')
  })

  it('answer alone; observers and the wildcard only listen', async () => {
    const { a, b } = linked()
    const seen: unknown[] = []
    b.handlers.add('ask', () => 'observed', { observe: true })
    b.handlers.add('*', (type: unknown, payload: unknown) => void seen.push([type, payload]))
    b.handlers.add('ask', () => 'answered')
    expect(() => b.handlers.add('ask', () => 1)).toThrow(
      expect.objectContaining({ code: 'HANDLER_EXISTS' }),
    )
    await expect(a.peer.request('ask', 7)).resolves.toBe('answered')
    expect(seen).toEqual([['ask', 7]])
  })

  it('that throw hurt no other', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => void reported.push(error))
    const { a, b } = linked()
    const heard: unknown[] = []
    const bad = new Error('bad observer')
    b.handlers.add(
      'note',
      () => {
        throw bad
      },
      { observe: true },
    )
    b.handlers.add('note', (payload) => void heard.push(payload))
    a.peer.sendEvent('note', 1)
    a.peer.sendEvent('note', 2)
    await turn()
    expect(heard).toEqual([1, 2])
    expect(reported).toEqual([bad, bad])
    vi.unstubAllGlobals()
  })

  it('do not take names of Object.prototype for methods or types', async () => {
    const { a, b } = linked()
    b.peer.ready()
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect((await caught(a.peer.request(name, 1))).code).toBe('NO_HANDLER')
    expect((await caught(a.peer.call('constructor', 'x', '{}'))).code).toBe('UNSUPPORTED')
  })
})

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

describe('sessions', () => {
  it('carry what waited for them', async () => {
    const a = createSide()
    const b = createSide()
    const heard: unknown[] = []
    b.handlers.add('note', (payload) => void heard.push(payload))
    b.handlers.add('ask', () => 'yes')
    a.peer.sendEvent('note', 1)
    const reply = a.peer.request('ask', 1)
    await turn(5_000)
    connect(a, b)
    await expect(reply).resolves.toBe('yes')
    expect(heard).toEqual([1])
  })

  it('reject at their end what was sent, and name the events that may be lost', async () => {
    const { a, b } = linked()
    b.handlers.add('ask', () => new Promise(() => {}))
    const error = caught(a.peer.request('ask', 1))
    await turn(1_500)
    a.peer.sendEvent('note', 1)
    a.peer.sendEvent('note', 2)
    await Promise.resolve()
    a.peer.end('gap')
    expect(await error).toMatchObject({
      code: 'DISCONNECTED',
      stage: 'received',
      outcome: 'unknown',
      retryable: false,
    })
    expect(a.errors.map(({ data }) => data)).toEqual([{ events: { note: 2 } }])
    await turn()
    expect(b.ends).toEqual(['gap'])
  })

  it('keep for the next one what had not left', async () => {
    const { a, b } = linked({ limits: { ...defaultLimits, inFlight: 1, messageBytes: 1e6 } })
    b.handlers.add('ask', (n) => (n === 1 ? new Promise(() => {}) : 'second'))
    const first = caught(a.peer.request('ask', 1))
    const second = a.peer.request('ask', 2)
    await turn()
    a.peer.end('lost', { silent: true })
    b.peer.end('lost', { silent: true })
    expect((await first).code).toBe('DISCONNECTED')
    connect(a, b)
    await expect(second).resolves.toBe('second')
  })

  it('abort handlers of the other side when they end', async () => {
    const { a, b } = linked()
    let signal: AbortSignal | undefined
    b.handlers.add('ask', (_payload, context) => {
      signal = context.signal
      return new Promise(() => {})
    })
    a.peer.request('ask', 1).catch(() => {})
    await turn()
    a.peer.end('closed')
    await turn()
    expect(signal?.reason).toMatchObject({ code: 'DISCONNECTED' })
  })

  it('a handler that outlives its session answers and tells nobody in the next one', async () => {
    const { a, b } = linked()
    const works: { answer: (value: string) => void; progress: (value: unknown) => void }[] = []
    b.handlers.add('work', (_payload, { progress }) => {
      return new Promise((answer) => void works.push({ answer, progress }))
    })
    const first = caught(a.peer.request('work', 1))
    await turn()
    a.peer.end('lost')
    await turn()
    connect(a, b)
    const told: unknown[] = []
    // The same id in another session.
    const second = a.peer.request('work', 2, { onProgress: (value) => void told.push(value) })
    await turn()
    works[0]?.progress('first')
    works[0]?.answer('first')
    await turn()
    works[1]?.progress('second')
    works[1]?.answer('second')
    await expect(second).resolves.toBe('second')
    expect(told).toEqual(['second'])
    expect((await first).code).toBe('DISCONNECTED')
  })

  it('leave no timer and nothing pending behind', async () => {
    const { a, b } = linked()
    b.handlers.add('ask', () => new Promise(() => {}))
    a.peer.request('ask', 1).catch(() => {})
    b.peer.request('nobody', 1).catch(() => {})
    a.peer.sendEvent('note', 1)
    await turn(1_100)
    a.peer.end('closed')
    a.peer.abandon(new BridgeError('DISCONNECTED', 'closed'))
    await turn(10)
    b.peer.abandon(new BridgeError('DISCONNECTED', 'closed'))
    await turn()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('bound what waits for them', async () => {
    const a = createSide()
    for (let i = 0; i < 256; i++) a.peer.sendEvent('note', i)
    expect(() => a.peer.sendEvent('note', 256)).toThrow(
      expect.objectContaining({ code: 'QUEUE_FULL' }),
    )
  })
})

describe('degrading openly', () => {
  const bare = { features: [] }

  it('without alive, a timeout is a plain deadline', async () => {
    const { a, b } = linked(bare)
    b.handlers.add('think', () => new Promise(() => {}))
    const error = caught(a.peer.request('think', 1, { timeout: 2_000 }))
    await turn(3_000)
    expect((await error).code).toBe('TIMEOUT')
  })

  it('without batch, cancel and progress, none of them is on the wire', async () => {
    const { a, b, wire } = linked(bare)
    b.handlers.add('think', (_payload, { progress }) => {
      progress(1)
      return new Promise(() => {})
    })
    const controller = new AbortController()
    const error = caught(a.peer.request('think', 1, { signal: controller.signal }))
    a.peer.sendEvent('note', 1)
    await turn()
    controller.abort()
    await error
    await turn(5_000)
    expect(wire).toHaveLength(2)
    expect(wire.join('')).not.toMatch(/\$\/(cancel|progress|alive)/)
  })

  it('without keys, a repeated request is not called retryable', async () => {
    const features = FEATURES.filter((feature) => feature !== 'keys')
    const { a } = linked({ features, through: ([x, y]) => [x, { ...y, start: () => {} }] })
    const error = caught(a.peer.request('ask', 1, { timeout: 1_000, key: 'k' }))
    await turn(1_300)
    expect((await error).retryable).toBe(false)
  })
})

describe('contracts', () => {
  it('check payloads at the receiver and replies at the asker', async () => {
    const contract = defineContract({ double: { payload: numbers, reply: numbers } })
    const { a, b } = linked({ a: { contract }, b: { contract } })
    b.handlers.add('double', (n) => (n === 13 ? 'unlucky' : (n as number) * 2))
    await expect(a.peer.request('double', 2)).resolves.toBe(4)
    expect((await caught(a.peer.request('double', 'two'))).message).toContain('expected a number')
    expect((await caught(a.peer.request('double', 13))).code).toBe('INVALID_PAYLOAD')
  })

  it('keep the order where a check takes its time', async () => {
    const slow = schema((value) => new Promise((resolve) => setTimeout(resolve, 50, { value })))
    const contract = defineContract({ slow: { payload: slow }, quick: { payload: numbers } })
    const { a, b } = linked({ b: { contract } })
    const heard: unknown[] = []
    b.handlers.add('slow', (value) => void heard.push(value))
    b.handlers.add('quick', (value) => void heard.push(value))
    a.peer.sendEvent('slow', 'first')
    a.peer.sendEvent('quick', 2)
    await turn(100)
    expect(heard).toEqual(['first', 2])
  })
})

describe('hostile messages', () => {
  it('never throw, and are reported', async () => {
    const { b, links } = linked()
    b.peer.ready()
    const bad = [
      'null',
      '7',
      '"x"',
      '[]',
      '{}',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"2.0","id":{},"method":"event"}',
      '{"jsonrpc":"2.0","id":1.5,"method":"event"}',
      '{"jsonrpc":"2.0","id":1,"method":7}',
      '{"jsonrpc":"2.0","method":"event","params":[]}',
      '{"jsonrpc":"2.0","method":"event","params":{"type":7}}',
      '{"jsonrpc":"2.0","method":"$/cancel","params":{"id":{"x":1}}}',
      '{"jsonrpc":"2.0","method":"$/progress","params":null}',
      '{"jsonrpc":"2.0","id":99,"result":1}',
      '{"jsonrpc":"2.0","id":99,"error":{"code":"__proto__","data":{"code":"toString"}}}',
      '{"jsonrpc":"2.0","method":"__proto__","params":{"__proto__":{"polluted":1}}}',
    ]
    for (const text of bad) links[0].send({ text })
    await turn(10)
    expect(b.errors.every(({ code }) => code === 'INVALID_MESSAGE')).toBe(true)
    expect(b.errors.length).toBeGreaterThan(8)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('cannot use an id twice', async () => {
    const { b, links, wire } = linked()
    let runs = 0
    b.handlers.add('pay', () => ++runs)
    const request = '{"jsonrpc":"2.0","id":5,"method":"event","params":{"type":"pay","payload":1}}'
    for (let i = 0; i < 3; i++) links[0].send({ text: request })
    await turn(10)
    expect(runs).toBe(1)
    expect(wire.filter((text) => text.startsWith('<') && text.includes('"id":5'))).toHaveLength(1)
  })

  it('over the window are answered RATE_LIMITED', async () => {
    const limits = { ...defaultLimits, inFlight: 2, messageBytes: 1e6 }
    const { b, links, wire } = linked({ b: { limits } })
    b.handlers.add('slow', () => new Promise(() => {}))
    for (let id = 1; id <= 3; id++)
      links[0].send({
        text: `{"jsonrpc":"2.0","id":${id},"method":"event","params":{"type":"slow"}}`,
      })
    await turn()
    expect(wire.at(-1)).toMatch(/"id":3,"error".*RATE_LIMITED/)
  })
})

describe('tap()', () => {
  it('shows a request and its reply as one pair on both sides', async () => {
    const { a, b } = linked()
    const seen: string[] = []
    const note =
      (side: string) =>
      (m: { direction: string; kind: string; type?: string | undefined; id?: unknown }) =>
        void seen.push(`${side} ${m.direction} ${m.kind} ${m.type} ${m.id}`)
    const off = a.peer.tap(note('a'))
    b.peer.tap(note('b'))
    b.handlers.add('ask', () => 'yes')
    await a.peer.request('ask', { q: 1 })
    expect(seen).toEqual([
      'a out request ask 1',
      'b in request ask 1',
      'b out reply ask 1',
      'a in reply ask 1',
    ])
    off()
    a.peer.sendEvent('note', 1)
    await turn()
    expect(seen.at(-1)).toBe('b in event note undefined')
  })
})

function schema(
  validate: StandardSchemaV1['~standard']['validate'],
): StandardSchemaV1<unknown, unknown> {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

const anything = schema((value) => ({ value }))
const numbers = schema((value) =>
  typeof value === 'number' ? { value } : { issues: [{ message: 'expected a number' }] },
)
