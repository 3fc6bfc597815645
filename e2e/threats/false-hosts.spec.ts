import { expect, test } from '../harness/test.js'

const refused = { miniapp: { ended: 'ORIGIN_NOT_ALLOWED', status: 'unavailable' }, hellos: 0 }

test('threat 3: a page that is no listed host hears no hello and can say nothing', async ({
  play,
}) => {
  expect(await play('falseHost')).toEqual(refused)
})

test('threat 3: a page without an origin is no host, not even for any', async ({ play }) => {
  expect(await play('falseHostWithoutOrigin')).toEqual([refused, refused])
})
