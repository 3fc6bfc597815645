import { describe, expect, it } from 'vitest'
import { linked } from '../test/linked-peers.js'
import { anything, caught, numbers, schema, turn, useTurns } from '../test/peer-tests.js'
import { defineContract } from './contract.js'
import { BridgeError } from './errors.js'

useTurns()

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

describe('the outcome of a call whose handler has run', () => {
  const contract = defineContract({ pay: { payload: anything, reply: numbers } })

  it.each([
    ['its reply does not fit the contract', () => 'paid'],
    ['its reply is no JSON', () => ({ at: new Date() })],
    [
      'the data of its error is no JSON',
      () => {
        throw new BridgeError('HALF_PAID', 'half paid', { data: new Date(), outcome: 'unknown' })
      },
    ],
  ])('is not known where %s', async (_what, handler) => {
    const { a, b } = linked({ a: { contract } })
    b.handlers.add('pay', handler)
    expect(await caught(a.peer.request('pay', 1))).toMatchObject({
      code: 'INVALID_PAYLOAD',
      stage: 'received',
      outcome: 'unknown',
      retryable: false,
    })
  })
})
