import { expect, test } from '../harness/test.js'

test('four hosts and a hundred miniapps on a page never hear one another', async ({ play }) => {
  expect(await play('crowd')).toEqual({ count: 100, wrong: 0, strays: [], frames: 0 })
})

test('mounted, unmounted and mounted again in one turn, on both sides', async ({ play }) => {
  expect(await play('doubleMount')).toEqual({
    answer: 'the second',
    miniapp: 'host',
    first: 'unmounted',
    second: 'connected',
    frames: 1,
  })
})
