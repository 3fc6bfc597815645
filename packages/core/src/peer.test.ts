import { describe, expect, it, vi } from 'vitest'
import { linked } from '../test/linked-peers.js'
import { caught, turn, useTurns } from '../test/peer-tests.js'
import { BridgeError } from './errors.js'
import { defaultLimits } from './limits.js'
import { FEATURES } from './messages.js'

useTurns()

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

  it.each([
    [
      'no JSON',
      new Date(0),
      { code: 'INVALID_PAYLOAD', data: { path: 'data of the error SOLD.at' } },
    ],
    ['too large', 'x'.repeat(5e6), { code: 'TOO_LARGE', outcome: 'unknown' }],
  ])('reject when the data of an error is %s, and say so', async (_what, at, refusal) => {
    const { a, b } = linked()
    b.handlers.add('get', () => Promise.reject(new BridgeError('SOLD', 'Gone', { data: { at } })))
    expect(await caught(a.peer.request('get', 1))).toMatchObject(refusal)
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
    expect(await reply).toMatchObject({
      code: 'NO_HANDLER',
      message: 'Nothing handles "nobody" on the other side. Add a handler with onCustomEvent',
    })
    await turn(10)
    a.peer.sendEvent('note', 3)
    await turn(10)
    expect(b.errors.map(({ code, message }) => [code, message])).toEqual([
      ['NO_HANDLER', '2 events had no handler: "note". Add one with onCustomEvent'],
      ['NO_HANDLER', '1 event had no handler: "note". Add one with onCustomEvent'],
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
