import { expect, test } from '../harness/test.js'

test('0, empty text, false, null and undefined are replies', async ({ play }) => {
  const asked = {
    zero: [0, 0],
    text: ['', ''],
    no: [false, false],
    nothing: [null, null],
    missing: [null, null],
    list: [[], []],
    object: [{}, {}],
  }
  const told = { asked, seen: null, errors: [] }
  expect(await play('emptyReplies')).toEqual({ host: told, miniapp: told })
})

test('0, empty text, false, null and undefined are payloads', async ({ play }) => {
  const values = [0, '', false, null, null, [], {}]
  const told = { asked: values, seen: values, errors: [] }
  expect(await play('emptyPayloads')).toEqual({ host: told, miniapp: told })
})
