import { expect, test } from '../harness/test.js'

test('threat 1: windows that are not the mounted frame reach neither side', async ({ play }) => {
  expect(await play('wrongWindows')).toEqual({
    answers: { beside: [], inside: [], opened: [], openedByHost: [] },
    miniapp: ['request event what happened'],
    host: ['reply event what happened'],
  })
})

test("threat 1: a window of the host's origin that is not the parent reaches no miniapp", async ({
  play,
}) => {
  expect(await play('wrongParent')).toEqual({
    before: { hellos: 1, packets: [] },
    after: 'bridge/connect',
  })
})

test('threat 1: hellos of other frames do not use up those of the mounted one', async ({
  play,
}) => {
  expect(await play('hellosOfStrangers')).toEqual({ beside: [], answer: 'yes' })
})
