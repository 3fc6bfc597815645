import { expect, test } from '../harness/test.js'
import { sentMethods } from '../pages/boxo-rows.js'

test('the published SDK and the drop-in send the same bytes for every method, in a frame and to both native bridges', async ({
  play,
}) => {
  const lines = sentMethods * 3
  // A payment has no id.
  const same = { lines: [lines, lines], ids: sentMethods - 1, differ: [] }
  expect(await play('sameBytes')).toEqual({ android: same, ios: same, web: same })
})
