import { expect, test } from '../harness/test.js'

test('a miniapp hears that it is hidden, shown and closing, and saves before it ends', async ({
  play,
}) => {
  expect(await play('closingApp')).toEqual({
    saved: [['hidden (host)', 'visible (host)', 'closing (logout)']],
    seen: ['closed (unmounted)'],
    status: 'unmounted',
    frames: 0,
  })
})

test('a miniapp that saves for ever, or is not there, is ended all the same', async ({ play }) => {
  expect(await play('closingInTime')).toEqual(['unmounted', 'unmounted'])
})

test('each side hears that the page of the other was frozen, hidden and came back', async ({
  play,
}) => {
  expect(await play('freezing')).toEqual({
    host: ['frozen (page)', 'resumed (page)'],
    miniapp: ['frozen (page)', 'resumed (page)'],
  })
})
