import { describe, expect, it } from 'vitest'
import { connect, createSide, linked } from '../test/linked-peers.js'
import { defineContract, type } from './contract.js'

const contract = defineContract({
  price: { payload: type<number>(), late: 'latest' },
  step: { payload: type<number>(), late: 3 },
  flash: { payload: type<number>(), late: 'none' },
})

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('late subscribers', () => {
  it('hear the last events that their entry keeps, handlers and observers alike', async () => {
    const { a, b } = linked({ a: { contract }, b: { contract } })
    for (const n of [1, 2, 3, 4]) {
      a.peer.sendEvent('price', n)
      a.peer.sendEvent('step', n)
      a.peer.sendEvent('flash', n)
    }
    await settled()
    b.peer.ready()
    const heard: unknown[] = []
    for (const name of ['price', 'step', 'flash']) {
      b.handlers.add(name, (n) => void heard.push(['answers', name, n]))
      b.handlers.add(name, (n) => void heard.push(['observes', name, n]), { observe: true })
    }
    expect(heard).toEqual([])
    await settled()
    expect(heard).toEqual([
      ['answers', 'price', 4],
      ['observes', 'price', 4],
      ['answers', 'step', 2],
      ['answers', 'step', 3],
      ['answers', 'step', 4],
      ['observes', 'step', 2],
      ['observes', 'step', 3],
      ['observes', 'step', 4],
    ])
    // Kept events are not lost; only those that are kept for nobody are told.
    expect(b.errors.map(({ code, message }) => [code, message])).toEqual([
      ['NO_HANDLER', expect.stringContaining('4 events had no handler: "flash"')],
    ])
  })

  it('hear nothing of a session that has ended, and nothing after they left', async () => {
    const { a, b } = linked({ a: { contract }, b: { contract } })
    a.peer.sendEvent('price', 1)
    await settled()
    const heard: unknown[] = []
    const off = b.handlers.add('price', (n) => void heard.push(n))
    off()
    await settled()
    expect(heard).toEqual([])
    a.peer.end('closed')
    await settled()
    connect(a, b)
    b.handlers.add('price', (n) => void heard.push(n))
    await settled()
    expect(heard).toEqual([])
  })

  it('are for 1 to 64 events', () => {
    for (const late of [0, 65, 1.5, Number.NaN])
      expect(() => defineContract({ step: { payload: type<number>(), late } })).toThrow(
        'late of "step" must be 1 to 64',
      )
  })
})

describe('coalesce', () => {
  const latest = defineContract({
    move: { payload: type<number>(), coalesce: 'latest' },
    other: { payload: type<number>() },
  })

  it('replaces what has not left and goes to the end of the queue', async () => {
    const { a, b } = linked({ a: { contract: latest } })
    const heard: unknown[] = []
    b.handlers.add('move', (n) => void heard.push(['move', n]))
    b.handlers.add('other', (n) => void heard.push(['other', n]))
    a.peer.sendEvent('move', 1)
    a.peer.sendEvent('other', 2)
    a.peer.sendEvent('move', 3)
    await settled()
    a.peer.sendEvent('move', 4)
    await settled()
    expect(heard).toEqual([
      ['other', 2],
      ['move', 3],
      ['move', 4],
    ])
  })

  it('keeps one of a type while there is no connection, however many are said', async () => {
    const a = createSide({ contract: latest })
    const b = createSide()
    const heard: unknown[] = []
    b.handlers.add('move', (n) => void heard.push(n))
    for (let n = 0; n < 1_000; n++) a.peer.sendEvent('move', n)
    connect(a, b)
    await settled()
    expect(heard).toEqual([999])
    expect(a.errors).toEqual([])
  })
})
