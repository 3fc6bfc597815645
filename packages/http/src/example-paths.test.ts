import { expect, it } from 'vitest'
import { examplePaths } from './example-paths.js'

it.each<[string, unknown, string[]]>([
  [
    'members',
    { email: 'd@example.com', age: 5, ok: true, none: null },
    ['email', 'age', 'ok', 'none'],
  ],
  [
    'nested members',
    { address: { city: 'Brno', geo: { lat: 1 } } },
    ['address.city', 'address.geo.lat'],
  ],
  [
    'lists',
    { tags: ['a', 'b'], items: [{ sku: 1 }, { price: 2 }] },
    ['tags[]', 'items[].sku', 'items[].price'],
  ],
  ['a list at the top', [{ id: 1 }], ['[].id']],
  ['lists of lists', { grid: [[1], [2]] }, ['grid[][]']],
  ['empty lists and objects', { tags: [], more: {} }, ['tags', 'more']],
  [
    'names that are no words',
    { 'first name': 1, 'a.b': 2, größe: 3 },
    ['["first name"]', '["a.b"]', 'größe'],
  ],
  ['nothing', undefined, []],
])('lists %s', (_, example, paths) => {
  expect(examplePaths({ example })).toEqual(paths)
})

it('takes an example as JSON text, as a flow has it, and passes over what is none', () => {
  expect(examplePaths('{ "id": 1, "name": "x" }')).toEqual(['id', 'name'])
  expect(examplePaths('{ id')).toEqual([])
})
