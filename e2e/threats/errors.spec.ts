import { expect, test } from '../harness/test.js'

const failed = 'HANDLER_FAILED'
const wire = {
  told: {
    error: failed,
    text: failed,
    object: failed,
    several: failed,
    platform: failed,
    'on purpose': 'OUT_OF_STOCK',
  },
  hasSecret: false,
  hasStack: false,
}

test('threat 18: of what a handler of the host throws nothing crosses', async ({ play }) => {
  expect(await play('failuresOfHost')).toEqual({ miniapp: wire, isLogged: true })
})

test('threat 18: of what a handler of the miniapp throws nothing crosses', async ({ play }) => {
  expect(await play('failuresOfMiniapp')).toEqual(wire)
})

test('threat 18: an error of the other side is text and data, whatever it names', async ({
  play,
}) => {
  const error = (code: string) => ({
    code,
    stage: 'received',
    outcome: 'none',
    retryable: false,
    name: 'BridgeError',
    isOurs: true,
    hasCause: false,
    hasStack: false,
  })
  expect(await play('strangeErrors')).toEqual(
    [failed, 'EvalError', '__proto__', failed, failed, failed, failed, failed].map(error),
  )
})
