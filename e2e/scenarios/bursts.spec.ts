import { expect, test } from '../harness/test.js'

test('1,000 requests of one tick get their own answers, at most 256 at once', async ({ play }) => {
  const told = { asked: 1_000, seen: { isWithinWindow: true }, errors: [] }
  expect(await play('thousandRequests')).toEqual({ host: told, miniapp: told })
})

test('events and requests arrive in the order in which they were said', async ({ play }) => {
  const told = { asked: null, seen: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 'end'], errors: [] }
  expect(await play('programOrder')).toEqual({ host: told, miniapp: told })
})

test('an event waits behind requests that wait for the window', async ({ play }) => {
  const told = { asked: null, seen: { isLast: true, count: 401 }, errors: [] }
  expect(await play('orderBehindWindow')).toEqual({ host: told, miniapp: told })
})
