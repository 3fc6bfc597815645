// The vectors are for twins of the encoder in other languages too, and were not written by it.
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { encodeReceive } from '@drawbridge/core/native'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Case {
  readonly name: string
  readonly token: string
  readonly text: string
  readonly script: string
}

function casesOf(name: string): readonly Case[] {
  const text = readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as { cases: readonly Case[] }).cases
}

let seen: unknown[] = []
const receive = (...args: unknown[]): void => void seen.push(args)
const page = createContext({ window: { drawbridge: { receive } } })

/** What the script of an answer hands over, in a realm of its own. */
function handedOver(script: string): unknown {
  seen = []
  runInContext(script, page)
  return seen
}

describe.each(['encoder', 'encoder-utf16'])('vectors/%s.json', (file) => {
  it.each(casesOf(file))('$name', ({ token, text, script }) => {
    expect(encodeReceive(token, text)).toBe(script)
    expect(handedOver(script)).toEqual([[token, text]])
  })
})

describe('encodeReceive()', () => {
  // Pieces that end or begin something in script source or in HTML, and single code units of all kinds.
  const piece = fc.oneof(
    fc.constantFrom('</script>', '<!--', '-->', '<script', ']]>', '`', '${', '\\', '"', "'", '*/'),
    fc.constantFrom('\u2028', '\u2029', '\r\n', '\0', '\ufeff', '__proto__', '\\u0022'),
    fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
  )

  it('hands over any text unchanged, and holds nothing that HTML could read', () => {
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const script = encodeReceive('t', text)
          expect(handedOver(script)).toEqual([['t', text]])
          expect(script).not.toMatch(/[<\u2028\u2029\n\r]/)
          // It throws at a surrogate that stands alone.
          encodeURI(script)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('carries a member named __proto__ as a member', () => {
    const text = '{"a":{"__proto__":{"isAdmin":true}}}'
    const [[, received]] = handedOver(encodeReceive('t', text)) as [[string, string]]
    const { a } = JSON.parse(received) as { a: object }
    expect(Object.keys(a)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(a)).toBe(Object.prototype)
    expect('isAdmin' in a).toBe(false)
  })
})
