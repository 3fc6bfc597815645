import { describe, expect, it } from 'vitest'
import { isBridgeError } from './errors.js'
import { canonicalJson, encodeJson } from './json.js'

function refusal(value: unknown): string {
  try {
    encodeJson(value, 'payload')
  } catch (error) {
    if (isBridgeError(error, 'INVALID_PAYLOAD')) return (error.data as { path: string }).path
    throw error
  }
  throw new Error('was not refused')
}

class Point {
  x = 1
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = { a: value }
  return value
}

describe('encodeJson()', () => {
  it('carries JSON values unchanged', () => {
    const value = { a: [1, 'two', null, true, { b: {} }], '': 0, c: -1.5e300 }
    expect(JSON.parse(encodeJson(value, 'payload'))).toEqual(value)
    for (const plain of [0, '', false, null, [], {}])
      expect(JSON.parse(encodeJson(plain, 'reply'))).toEqual(plain)
  })

  it('makes undefined null at the top and leaves undefined members out', () => {
    expect(encodeJson(undefined, 'reply')).toBe('null')
    expect(encodeJson({ a: undefined, b: 1 }, 'payload')).toBe('{"b":1}')
  })

  it('takes plain objects without a prototype and of other realms', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 })
    expect(encodeJson(bare, 'payload')).toBe('{"a":1}')
  })

  it.each([
    ['a Date', { at: new Date(0) }, 'payload.at'],
    ['a function', { items: [1, () => 1] }, 'payload.items[1]'],
    ['a symbol', Symbol('x'), 'payload'],
    ['a BigInt', { n: 1n }, 'payload.n'],
    ['NaN', [Number.NaN], 'payload[0]'],
    ['Infinity', { deep: { n: Number.POSITIVE_INFINITY } }, 'payload.deep.n'],
    ['a Map', { m: new Map() }, 'payload.m'],
    ['a class instance', { p: new Point() }, 'payload.p'],
    ['an Error', new Error('x'), 'payload'],
    ['a boxed string', { s: new String('x') }, 'payload.s'],
    ['undefined in an array', [undefined], 'payload[0]'],
    ['an own __proto__', JSON.parse('{"a":{"__proto__":{"x":1}}}'), 'payload.a.__proto__'],
    ['a reserved key', { $meta: 1 }, 'payload.$meta'],
  ])('refuses %s with its path', (_name, value, path) => {
    expect(refusal(value)).toBe(path)
  })

  it('takes a $ key below the top', () => {
    expect(encodeJson({ a: { $ref: 1 } }, 'payload')).toBe('{"a":{"$ref":1}}')
  })

  it('takes 256 levels and refuses 257', () => {
    expect(encodeJson(nested(256), 'payload')).toContain('"a":1')
    expect(() => encodeJson(nested(257), 'payload')).toThrow(/deeper than 256 levels/)
    expect(() => encodeJson(nested(200_000), 'payload')).toThrow(/deeper than 256 levels/)
  })

  it('names a cycle as one', () => {
    const value: Record<string, unknown> = { name: 'loop' }
    value.self = { back: value }
    expect(() => encodeJson(value, 'payload')).toThrow(/^payload\.self\.back\.self.* is a cycle/)
  })

  it('keeps the cause when reading throws', () => {
    const cause = new Error('no')
    const value = {
      get bad() {
        throw cause
      },
    }
    expect(() => encodeJson(value, 'payload')).toThrow(
      expect.objectContaining({ code: 'INVALID_PAYLOAD', cause }),
    )
  })
})

describe('canonicalJson()', () => {
  it('is equal for equal data in any order of members', () => {
    const a = { b: [{ y: 1, x: 2 }], a: 1 }
    const b = { a: 1, b: [{ x: 2, y: 1 }] }
    expect(canonicalJson(a)).toBe(canonicalJson(b))
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
  })
})
