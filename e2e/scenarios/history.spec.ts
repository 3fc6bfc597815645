import { expect, test } from '../harness/test.js'

test('a host page that comes back from the history goes on with its miniapp', async ({ play }) => {
  expect(await play('history', { isKept: true })).toEqual({ isKept: true })
})
