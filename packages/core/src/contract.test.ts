import { describe, expect, it } from 'vitest'
import { commonEvents } from './common-events.js'
import { defineContract, type } from './contract.js'

describe('commonEvents', () => {
  it('has ten events, each with a description and an example that its own check takes', () => {
    const entries = Object.entries(commonEvents.entries)
    expect(entries).toHaveLength(10)
    for (const [name, entry] of entries) {
      expect(entry.description, name).toMatch(/\w/)
      expect(commonEvents.check(name, 'payload', entry.example)).toEqual(entry.example)
    }
  })

  it('refuses another payload and names the field', () => {
    expect(() =>
      commonEvents.check('order_created', 'payload', { order_id: 'o', amount: '5' }),
    ).toThrow('payload.amount of "order_created" does not fit the contract: expected a number')
    expect(() => commonEvents.check('order_created', 'payload', null)).toThrow('expected an object')
    expect(() =>
      commonEvents.check('user_profile_updated', 'payload', { user_id: '1', updated_fields: [1] }),
    ).toThrow('payload.updated_fields')
  })
})

describe('defineContract()', () => {
  it('lets types outside the contract pass, Object.prototype names included', () => {
    const contract = defineContract({ known: { payload: type<number>() } })
    expect(contract.check('unknown', 'payload', 1)).toBe(1)
    expect(contract.check('toString', 'payload', 1)).toBe(1)
    expect(contract.check('known', 'reply', 'no schema')).toBe('no schema')
  })
})

describe('sensitive', () => {
  const contract = defineContract({
    pay: { payload: type<unknown>(), sensitive: ['card.number', 'list.*.pin', 'token'] },
  })

  it('members are shown as a mark, in a copy', () => {
    const value = {
      card: { number: '4111', brand: 'x' },
      list: [{ pin: 1, name: 'a' }, null, { name: 'b' }],
      token: { deep: true },
    }
    expect(contract.redact('pay', value)).toEqual({
      card: { number: '[redacted]', brand: 'x' },
      list: [{ pin: '[redacted]', name: 'a' }, null, { name: 'b' }],
      token: '[redacted]',
    })
    expect(value.card.number).toBe('4111')
  })

  it('paths that lead nowhere change nothing, and other types are shown as they are', () => {
    expect(contract.redact('pay', { card: 'none' })).toEqual({ card: 'none' })
    expect(contract.redact('pay', null)).toBe(null)
    const other = { token: 't' }
    expect(contract.redact('toString', other)).toBe(other)
  })
})
