import { describe, expect, it } from 'vitest'
import { fromDer, toDer } from './ecdsa-der.js'

const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'))

// Numbers of four bytes instead of 32: the rules are the same.
const pairs = [
  ['two numbers of full length', '11223344' + '55667788', '300c' + '020411223344' + '020455667788'],
  [
    'a first bit that would be a sign',
    'ff000001' + '80000000',
    '300e' + '020500ff000001' + '02050080000000',
  ],
  ['zeros at the beginning', '00001234' + '000000ff', '3008' + '02021234' + '020200ff'],
  ['zero itself', '00000000' + '00000001', '3006' + '020100' + '020101'],
] as const

describe('an ECDSA signature in DER', () => {
  it.each(pairs)('has %s', (_, raw, der) => {
    expect(Buffer.from(toDer(bytes(raw))).toString('hex')).toBe(der)
    expect(fromDer(bytes(der), 4)).toEqual(bytes(raw))
  })

  it('has a length of two bytes from 128 on, as P-521 needs', () => {
    const raw = bytes('7f'.repeat(132))
    const der = toDer(raw)
    expect([...der.slice(0, 3)]).toEqual([0x30, 0x81, 136])
    expect(fromDer(der, 66)).toEqual(raw)
  })

  it.each([
    ['nothing', ''],
    ['no sequence', '310c' + '020411223344' + '020455667788'],
    ['one number', '3006' + '020411223344'],
    ['another type', '300c' + '030411223344' + '020455667788'],
    ['a wrong length', '300b' + '020411223344' + '020455667788'],
    ['more after it', '300c' + '020411223344' + '020455667788' + '00'],
    ['a number without its end', '300c' + '020411223344' + '020655667788'],
    ['a number that is too long', '300d' + '02051122334455' + '020455667788'],
    ['a zero too many', '300d' + '02050011223344' + '020455667788'],
    ['an empty number', '3008' + '0200' + '020455667788'],
  ])('is refused with %s', (_, der) => {
    expect(fromDer(bytes(der), 4)).toBeUndefined()
  })
})
