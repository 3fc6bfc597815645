import { expect, test } from 'vitest'
import { bench, plain, postJson } from '../test/deliveries.js'

/** The ids of orders of these shops, each of which is sent once. */
async function idsOf(separator: string, orders: readonly (readonly [string, string])[]) {
  const { receive, events } = bench({
    ...plain,
    transactionId: { paths: ['$.shop', '$.order'], separator },
  })
  for (const [shop, order] of orders) await receive(postJson({ event: 'paid', shop, order }))
  return events.map(({ transactionId }) => transactionId)
}

test.each<[string, [string, string], [string, string], string[]]>([
  [':', ['a:b', 'c'], ['a', 'b:c'], [':["a:b","c"]', 'a:b:c']],
  ['::', ['a:', 'b'], ['a', ':b'], ['::["a:","b"]', 'a:::b']],
  ['', ['ab', 'c'], ['a', 'bc'], ['["ab","c"]', '["a","bc"]']],
  ['', ['ab', 'c'], ['[', '"ab","c"]'], ['["ab","c"]', '["[","\\"ab\\",\\"c\\"]"]']],
  [',', ['a,b', 'c'], ['["a', 'b","c"]'], [',["a,b","c"]', '["a,b","c"]']],
])('joined with %j, %j and %j are two ids', async (separator, one, other, ids) => {
  expect(await idsOf(separator, [one, other, one])).toEqual(ids)
})

test('joined ids look as they are joined where that tells them apart', async () => {
  const orders = [
    ['7', '2024-05-01T10:00:00Z'],
    ['a\\', '["b"]'],
    ['shop', ':'],
  ] as const
  expect(await idsOf(':', orders)).toEqual(orders.map((order) => order.join(':')))
})
