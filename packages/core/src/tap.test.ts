import { describe, expect, it } from 'vitest'
import { connect, linked } from '../test/linked-peers.js'
import { anything, caught, turn, useTurns } from '../test/peer-tests.js'
import { defineContract } from './contract.js'
import { encodeReply, encodeRequest, eventParams } from './messages.js'
import type { Peer } from './peer.js'
import { tap } from './tap.js'
import { wireKey } from './wire.js'

useTurns()

describe('tap()', () => {
  const face = (peer: Peer) => ({ sendCustomEvent: peer.sendEvent, [wireKey]: peer.wire })

  it('shows a request and its reply as one pair on both sides', async () => {
    const { a, b } = linked()
    const seen: string[] = []
    const note =
      (side: string) =>
      (m: { direction: string; kind: string; type?: string | undefined; id?: unknown }) =>
        void seen.push(`${side} ${m.direction} ${m.kind} ${m.type} ${m.id}`)
    const off = tap(face(a.peer), note('a'))
    tap(face(b.peer), note('b'))
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

  it('shows an event whose type is no text as one without', async () => {
    const { a, b, links } = linked()
    const seen: unknown[] = []
    tap(face(b.peer), ({ kind, type }) => void seen.push([kind, type]))
    links[0].send({ text: '{"jsonrpc":"2.0","method":"event","params":{"type":{"toString":1}}}' })
    a.peer.sendEvent('note', 1)
    await turn()
    expect(seen).toEqual([
      ['event', undefined],
      ['event', 'note'],
    ])
  })

  describe('with a contract', () => {
    const contract = defineContract({
      card: { payload: anything, reply: anything, sensitive: ['number'] },
      price: { payload: anything, reply: anything },
    })
    const card = { number: 'secret', name: 'Ann' }

    it("shows what answers the bridge's own requests", async () => {
      const { a, b } = linked({
        a: { contract },
        b: { contract, methods: { 'bridge/capabilities': () => ({ pay: 'granted' }) } },
      })
      const seen: unknown[] = []
      tap(face(b.peer), ({ kind, payload }) => void seen.push([kind, payload]))
      await a.peer.call('bridge/capabilities', 'capabilities', '{"names":["pay"]}')
      expect(seen).toEqual([
        ['control', { names: ['pay'] }],
        ['reply', { pay: 'granted' }],
      ])
    })

    /** A host that answers when it is told to, and what its log shows of the answers. */
    function slowHost() {
      const { a, b, links } = linked({ a: { contract }, b: { contract } })
      const answers: (() => void)[] = []
      for (const type of ['card', 'price'])
        b.handlers.add(type, () => new Promise((done) => answers.push(() => done(card))))
      const seen: unknown[] = []
      const watch = (peer: Peer): unknown =>
        tap(face(peer), (message) => {
          const { kind, type, payload } = message
          if (kind === 'reply') seen.push([type, payload])
        })
      const answer = async (): Promise<void> => {
        for (const one of answers.splice(0)) one()
        await turn()
      }
      const ask = (id: number | string, type: string): void =>
        links[0].send({ text: encodeRequest(id, 'event', eventParams(type, '1')) })
      return { a, b, links, ask, answer, watch, seen }
    }

    it('shows nothing of a reply whose request it did not see', async () => {
      const { a, answer, watch, seen } = slowHost()
      const first = a.peer.request('card', 1)
      await turn()
      watch(a.peer)
      await answer()
      expect([await first, seen]).toEqual([card, [[undefined, '[redacted]']]])
      const second = a.peer.request('card', 1)
      await turn()
      await answer()
      expect(await second).toEqual(card)
      expect(seen[1]).toEqual(['card', { number: '[redacted]', name: 'Ann' }])
    })

    it.each([1, 'one'])(
      'knows the id %o that is sent twice by what was asked first',
      async (id) => {
        const { b, ask, answer, watch, seen } = slowHost()
        watch(b.peer)
        ask(id, 'card')
        ask(id, 'price')
        await turn()
        await answer()
        expect(seen).toEqual([['card', { number: '[redacted]', name: 'Ann' }]])
      },
    )

    it('keeps nothing of a number that was used before, which is never answered', async () => {
      const { b, links, ask, answer, watch, seen } = slowHost()
      watch(b.peer)
      ask(1, 'card')
      await turn()
      await answer()
      ask(1, 'price')
      await turn()
      expect(b.errors.map(({ code }) => code)).toEqual(['INVALID_MESSAGE'])
      links[1].send({ text: encodeReply(1, JSON.stringify(card)) })
      await turn()
      expect(seen[1]).toEqual([undefined, '[redacted]'])
    })

    it('knows the requests of the next session, whose ids begin again', async () => {
      const { a, b, answer, watch, seen } = slowHost()
      watch(a.peer)
      for (let session = 0; session < 2; session++) {
        const reply = a.peer.request('card', 1)
        await turn()
        await answer()
        await reply
        a.peer.end('lost')
        await turn()
        connect(a, b)
      }
      expect(seen).toEqual(Array(2).fill(['card', { number: '[redacted]', name: 'Ann' }]))
    })

    it('forgets what was cancelled, which gets no answer as a rule', async () => {
      const { a, links, watch, seen } = slowHost()
      watch(a.peer)
      const controller = new AbortController()
      const cancelled = caught(a.peer.request('card', 1, { signal: controller.signal }))
      await turn()
      controller.abort()
      expect((await cancelled).code).toBe('CANCELLED')
      await turn()
      links[1].send({ text: encodeReply(1, JSON.stringify(card)) })
      await turn()
      expect(seen).toEqual([[undefined, '[redacted]']])
    })
  })
})
