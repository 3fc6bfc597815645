import { describe, expect, it } from 'vitest'
import { originRule, parseHello, parseHostWord, windowMessage } from './window.js'

describe('originRule()', () => {
  it('matches exact origins only', () => {
    const rule = originRule(['https://host.example', 'http://127.0.0.1:8080'], 'hostOrigins')
    expect(rule.matches('https://host.example')).toBe(true)
    expect(rule.matches('http://127.0.0.1:8080')).toBe(true)
    for (const other of [
      'http://host.example',
      'https://host.example:8443',
      'https://host.example.evil.test',
      'https://evil.test',
      'https://a.host.example',
      'null',
      '',
    ])
      expect(rule.matches(other), other).toBe(false)
  })

  it('matches one whole label for a wildcard', () => {
    const rule = originRule(['https://*.host.example'], 'hostOrigins')
    expect(rule.matches('https://a.host.example')).toBe(true)
    for (const other of [
      'https://host.example',
      'https://a.b.host.example',
      'http://a.host.example',
      'https://evil.test/.host.example',
      'https://ahost.example',
      'https://a.host.example:8443',
    ])
      expect(rule.matches(other), other).toBe(false)
  })

  it('never matches an opaque origin, not even for any', () => {
    expect(originRule('any', 'hostOrigins').matches('null')).toBe(false)
    expect(originRule('any', 'hostOrigins').matches('https://who.example')).toBe(true)
  })

  it.each([
    ['https://host.example/', 'Write "https://host.example"'],
    ['https://host.example/path', 'Write "https://host.example"'],
    ['host.example', 'Write "https://host.example"'],
    ['*', 'Write "https://host.example"'],
    ['http://*.host.example', 'Write "https://host.example"'],
    ['https://*', 'Write "https://host.example"'],
    ['null', 'Write "https://host.example"'],
  ])('says what to write instead of %s', (entry, remedy) => {
    expect(() => originRule([entry], 'hostOrigins')).toThrow(
      expect.objectContaining({
        code: 'ORIGIN_NOT_ALLOWED',
        message: expect.stringContaining(remedy),
      }),
    )
  })
})

describe('originRule() of no list', () => {
  it('says how to write one', () => {
    expect(() => originRule('https://host.example' as never, 'hostOrigins')).toThrow(
      'hostOrigins must be a list: ["https://host.example"]',
    )
  })
})

describe('window messages', () => {
  it('a hello is read back by the host alone', () => {
    const hello = {
      kind: 'hello',
      attempt: 'a',
      protocol: [1, 1],
      document: 'd',
      app: 'shop',
      token: 't',
    } as const
    expect(parseHello(structuredClone(windowMessage(hello)))).toEqual(hello)
    expect(parseHostWord(windowMessage(hello))).toBeUndefined()
  })

  it('the words of a host are read back by the miniapp alone', () => {
    const words = [
      { kind: 'welcome', attempt: 'a', protocol: 1 },
      { kind: 'refuse', attempt: 'a', code: 'PROTOCOL_MISMATCH' },
      { kind: 'knock' },
    ] as const
    for (const word of words) {
      expect(parseHostWord(structuredClone(windowMessage(word)))).toEqual(word)
      expect(parseHello(windowMessage(word))).toBeUndefined()
    }
  })

  it.each([
    [null],
    [undefined],
    [7],
    ['{"drawbridge":1}'],
    [[]],
    [{ type: 'webpackOk' }],
    [{ drawbridge: 2, kind: 'knock' }],
    [{ drawbridge: 1, kind: 'other', attempt: 'a' }],
    [{ drawbridge: 1, kind: 'welcome' }],
    [{ drawbridge: 1, kind: 'welcome', attempt: 'x'.repeat(65) }],
    [{ drawbridge: 1, kind: 'hello', attempt: 'a', document: 'd', app: 'shop' }],
    [
      {
        drawbridge: 1,
        kind: 'hello',
        attempt: 'a',
        document: 'd',
        app: 'shop',
        protocol: ['1', 1],
      },
    ],
    [{ drawbridge: 1, kind: 'hello', attempt: 'a', document: 'd', app: '', protocol: [1, 1] }],
  ])('ignores %j', (data) => {
    expect(parseHello(data)).toBeUndefined()
    expect(parseHostWord(data)).toBeUndefined()
  })
})
