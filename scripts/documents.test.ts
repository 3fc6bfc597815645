import { expect, test } from 'vitest'
import { deadLinks, staleSizes, withSizes } from './documents.mjs'
import { rootFolder } from './root.mjs'

const sizes = new Map([['createMiniapp', 4.123]])

test('staleSizes() accepts the measured size and names a number that is not', () => {
  expect(staleSizes('<!-- size:createMiniapp -->4.1 kB', sizes)).toEqual([])
  expect(staleSizes('<!-- size:createMiniapp -->3.9 kB', sizes)).toEqual([
    '"createMiniapp" is 4.1 kB, not 3.9 kB',
  ])
})

test('staleSizes() names a size that nothing measures', () => {
  expect(staleSizes('<!-- size:other -->1 kB', sizes)).toEqual([
    'nothing measures the size "other"',
  ])
})

test('withSizes() writes the measured size', () => {
  expect(withSizes('Small: <!-- size:createMiniapp -->9 kB.', sizes)).toBe(
    'Small: <!-- size:createMiniapp -->4.1 kB.',
  )
})

test('deadLinks() finds relative links to missing files, seen from their document', () => {
  const text =
    '[a](root.mjs) [b](../package.json#scripts) [c](./missing.md) [d](https://example.com)'
  expect(deadLinks(text, rootFolder, 'scripts/page.md')).toEqual([
    'the link ./missing.md leads nowhere',
  ])
})

test('deadLinks() does not read code', () => {
  expect(
    deadLinks('`[a](missing.md)`\n```md\n[b](missing.md)\n```\n', rootFolder, 'page.md'),
  ).toEqual([])
})
