import { expect, it } from 'vitest'
import { createUsedIds } from './ids.js'

it('two SDKs that count in one document are one document', () => {
  const ids = createUsedIds()
  expect([1, 500, 2, 501, 3, 4, 502].map(ids.isRepeated)).not.toContain(true)
})

it('an id that was used before is the word of another document, wherever it stands in its run', () => {
  for (const again of [1, 2, 3]) {
    const ids = createUsedIds()
    for (const id of [1, 2, 3]) ids.isRepeated(id)
    expect(ids.isRepeated(again)).toBe(true)
  }
})

it('ids without any order are not remembered without end', () => {
  const ids = createUsedIds()
  const first = Array.from({ length: 16 }, (_, n) => ids.isRepeated(n * 10 + 1))
  expect(first).not.toContain(true)
  expect(ids.isRepeated(1_000)).toBe(true)
})
