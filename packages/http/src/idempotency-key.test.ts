import { expect, it } from 'vitest'
import { decodeKey, encodeKey } from './idempotency-key.js'

it.each([
  'order-1',
  'with "quotes" and \\',
  '8e03978e-40d5-43dd-bc93-6894a57f9324',
  ' ',
  'a/b,c=d',
])('writes %j as a string that reads the same', (key) => {
  const header = encodeKey(key)
  expect(header).toMatch(/^".+"$/)
  expect(decodeKey(header)).toBe(key)
})

it.each([
  ['without quotes', 'order-1', 'order-1'],
  ['with quotes', '"order-1"', 'order-1'],
])('reads a key %s', (_, header, key) => {
  expect(decodeKey(header)).toBe(key)
})

it.each(['', '""', '"a', 'a"', '"a" "b"', '"a\\x"', 'a, b', '"ä"', `"${'x'.repeat(257)}"`])(
  'reads no key from %j',
  (header) => {
    expect(decodeKey(header)).toBeUndefined()
  },
)
