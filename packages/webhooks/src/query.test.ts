import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { compilePath, compileQuery, readQuery } from './query.js'

interface Case {
  readonly name: string
  readonly selector: string
  readonly document?: unknown
  readonly result?: readonly unknown[]
  readonly results?: readonly unknown[]
  readonly invalid_selector?: boolean
}

// The JSONPath compliance test suite (BSD-2-Clause), as the package jsonpath-rfc9535 ships it: 687 cases.
const manifest = createRequire(import.meta.url).resolve('jsonpath-rfc9535/package.json')
const file = 'src/__tests__/jsonpath-compliance-test-suite/cts.json'
const { tests } = JSON.parse(readFileSync(join(dirname(manifest), file), 'utf8')) as {
  tests: Case[]
}
const invalid = tests.filter((each) => each.invalid_selector)
/** With quoted names taken out, only selectors that may give several values have one of these. */
const isPlural = ({ selector }: Case): boolean =>
  /[*?:,]|\.\./.test(selector.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ''))
const singular = tests.filter((each) => !each.invalid_selector && !isPlural(each))
const plural = tests.filter((each) => !each.invalid_selector && isPlural(each))

test('the suite is the one that the counts below are of', () => {
  expect([tests.length, invalid.length, singular.length, plural.length]).toEqual([
    687, 245, 76, 366,
  ])
})

test.each(singular)('selects: $name', ({ selector, document, result }) => {
  const value = readQuery(compileQuery(selector), document)
  expect(value === undefined ? [] : [value]).toEqual(result)
})

test.each(invalid)('refuses: $name', ({ selector }) => {
  expect(() => compileQuery(selector)).toThrow(expect.objectContaining({ code: 'INVALID_PAYLOAD' }))
})

test.each(plural)('refuses as not singular: $name', ({ selector }) => {
  expect(() => compileQuery(selector)).toThrow('not a singular query')
})

// Cases of later editions of the suite.
test.each([
  ['$["\u007f"]', { '\u007f': 'A' }, 'A'],
  ["$['\u007f']", { '\u007f': 'A' }, 'A'],
  ['$["𝄞"]', { '𝄞': 'A' }, 'A'],
])('selects %j', (selector, document, value) => {
  expect(readQuery(compileQuery(selector), document)).toBe(value)
})

test.each(['$["\\uD800\\uD800"]', '$["\ud800"]', '$[-0]', '$[9007199254740992]', '', '$ ', 'a'])(
  'refuses %j',
  (selector) => {
    expect(() => compileQuery(selector)).toThrow(
      expect.objectContaining({ code: 'INVALID_PAYLOAD' }),
    )
  },
)

test('a path may be bare names, as the examples of definitions have it', () => {
  expect(compilePath('event.type').segments).toEqual(['event', 'type'])
  expect(compilePath('first-name').segments).toEqual(['first-name'])
  expect(() => compilePath('a..b')).toThrow('names with dots')
  expect(() => compilePath('a[0]')).toThrow('names with dots')
})

test('only own properties are read', () => {
  const body = JSON.parse('{"__proto__":{"id":1},"list":[1]}') as unknown
  expect(readQuery(compileQuery('$.__proto__.id'), body)).toBe(1)
  for (const path of [
    '$.constructor',
    '$.toString',
    '$.list.length',
    '$.list.map',
    '$.__proto__.x',
  ])
    expect(readQuery(compileQuery(path), body)).toBeUndefined()
  expect(readQuery(compileQuery('$.__proto__'), {})).toBeUndefined()
})
