import { expect, test } from '../harness/test.js'

const smuggled = { answers: [2, 3], heard: [] }

test('threat 23: ports that a miniapp smuggles to a host are closed, and the session lives on', async ({
  play,
}) => {
  expect(await play('portsToHost')).toEqual({
    miniapp: smuggled,
    closedPorts: 4,
    errors: ['INVALID_MESSAGE'],
    status: 'connected',
  })
})

test('threat 23: ports that a host smuggles to a miniapp are closed, and one in a welcome is not used', async ({
  play,
}) => {
  expect(await play('portsToMiniapp')).toEqual({
    smuggled,
    heard: [],
    miniapp: { errors: ['INVALID_MESSAGE'], status: 'connected', closedPorts: 4 },
  })
})

test('threat 25: channels of other libraries between the same pages stay open', async ({
  play,
}) => {
  expect(await play('foreignPorts')).toEqual({
    miniapp: { asked: { reply: 1 }, again: { reply: 2 }, echoed: 28 },
    status: 'connected',
    foreign: 28,
  })
})
