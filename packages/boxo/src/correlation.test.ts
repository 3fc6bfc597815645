import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.js'
import { createCorrelation } from './correlation.js'
import { type Body, PAY, readHostEnvelope } from './wire.js'

function lane(firstId?: number) {
  const sent: [string, Body][] = []
  const channel: Channel = {
    platform: 'web',
    send: (method, params) => void sent.push([method, params]),
    has: () => undefined,
  }
  const correlation = createCorrelation(firstId)
  const answers: unknown[] = []
  const ask = (method: string, params: Body = {}): void =>
    correlation.ask(channel, method, params, (data) => void answers.push([method, data]))
  return { sent, ask, answers, settle: correlation.settle }
}

describe('ids', () => {
  it('are positive integers of 32 bits that begin anywhere and rise by one', () => {
    const firsts = Array.from({ length: 20 }, () => {
      const { sent, ask } = lane()
      ask('A')
      ask('A')
      const [first = 0, second] = sent.map(([, { request_id }]) => request_id as number)
      expect(second).toBe(first + 1)
      return first
    })
    expect(new Set(firsts).size).toBe(20)
    for (const id of firsts) expect(id > 0 && id < 2 ** 31 && Number.isInteger(id)).toBe(true)
  })

  it('begin again at one where 32 bits end, since zero would mean that there is none', () => {
    const { sent, ask } = lane(2 ** 31 - 1)
    ask('A')
    ask('A')
    expect(sent.map(([, { request_id }]) => request_id)).toEqual([2 ** 31 - 1, 1])
  })

  it('win over one that the caller gives', () => {
    const { sent, ask } = lane(7)
    ask('A', { request_id: 1, x: 2 })
    expect(sent).toEqual([['A', { x: 2, request_id: 7 }]])
  })
})

describe('an answer', () => {
  const word = (data: unknown, beside?: unknown) =>
    readHostEnvelope({
      type: 'appboxo-host-response',
      handler: 'A',
      data,
      request_id: beside,
    }) as never

  it.each([
    ['a number inside', { request_id: 7, ok: 1 }, undefined],
    ['a text inside', { request_id: '7', ok: 1 }, undefined],
    ['a number beside', { ok: 1 }, 7],
  ])('is found by %s, once, and loses the id', (_what, data, beside) => {
    const { ask, answers, settle } = lane(7)
    ask('A')
    expect(settle(word(data, beside))).toBe(true)
    expect(settle(word(data, beside))).toBe(false)
    expect(answers).toEqual([['A', { ok: 1 }]])
  })

  it.each([0, '', null, undefined, 8])('is none with the id %j', (id) => {
    const { ask, answers, settle } = lane(7)
    ask('A')
    expect(settle(word({ request_id: id }))).toBe(false)
    expect(answers).toEqual([])
  })
})

describe('a payment', () => {
  const order = { amount: 1, transactionToken: '7' }
  const paid = (data: Body, id?: string) => ({ method: PAY, data, id })

  it('carries no id and is found by its token, which is never taken for the id of a request', () => {
    const { sent, ask, answers, settle } = lane(7)
    ask('A')
    ask(PAY, order)
    expect(sent[1]).toEqual([PAY, order])
    expect(settle(paid({ transactionToken: '7', status: 'success' }))).toBe(true)
    expect(settle({ method: 'A', data: {}, id: 7 })).toBe(true)
    expect(answers.map((each) => (each as [string])[0])).toEqual([PAY, 'A'])
  })

  it('is found by an id that is the token', () => {
    const { ask, settle } = lane()
    ask(PAY, order)
    expect(settle(paid({ status: 'success' }, '7'))).toBe(true)
  })

  it('that is sent twice gets its answer twice', () => {
    const { ask, answers, settle } = lane()
    ask(PAY, order)
    ask(PAY, order)
    settle(paid(order))
    expect(answers).toHaveLength(2)
  })

  it('is refused without a token', () => {
    const { ask, sent } = lane()
    expect(() => ask(PAY, { amount: 1 })).toThrowError(/transactionToken/)
    expect(sent).toEqual([])
  })

  it('takes an error without a token only while no other payment waits', () => {
    const { ask, settle } = lane()
    const failed = paid({ error_type: 'client_error' })
    ask(PAY, order)
    ask(PAY, { transactionToken: 'other' })
    expect(settle(failed)).toBe(false)
    settle(paid(order))
    expect(settle(failed)).toBe(true)
  })
})
