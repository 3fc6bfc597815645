import { describe, expect, it, vi } from 'vitest'
import { connect, createSide, linked } from '../test/linked-peers.js'
import { caught, turn, useTurns } from '../test/peer-tests.js'
import { BridgeError } from './errors.js'
import { defaultLimits } from './limits.js'
import type { Link, LinkReceiver } from './link.js'
import { readUnacknowledged } from './unacknowledged.js'

useTurns()

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

  it('that nobody waits for end calls alike before and after that is known', async () => {
    const { peer } = createSide()
    const waited = caught(peer.request('ask', 1))
    peer.abandon(new BridgeError('NO_HOST', 'No host'))
    const facts = { code: 'NO_HOST', stage: 'queued', outcome: 'none', retryable: true }
    expect(await waited).toMatchObject(facts)
    expect(await caught(peer.request('ask', 1))).toMatchObject(facts)
  })

  it('over a link that answers in the turn of the call keep nothing of the call', async () => {
    const { peer } = createSide()
    let receiver: LinkReceiver | undefined
    const link: Link = {
      transport: 'at once',
      acked: 0,
      sentAt: 0,
      send(outgoing) {
        const { id } = readUnacknowledged(outgoing, receiver) ?? {}
        receiver?.message({ jsonrpc: '2.0', id, result: 'answer' }, 1)
      },
      flush() {},
      listen(next) {
        receiver = next
      },
      agree() {},
      close() {},
    }
    peer.attach({ link, features: [], limits: defaultLimits })
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    expect(await peer.request('ask', 1, { signal })).toBe('answer')
    expect(removed).toHaveBeenCalledOnce()
    await turn(3_000)
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
