import { expect, only, test, WAITS } from '../harness/test.js'

/** What a host saw of a session that lived until the frame was unmounted. */
const oneSession = {
  status: ['connecting', 'connected'],
  sessions: 1,
  errors: [],
  pending: {
    error: {
      code: 'DISCONNECTED',
      stage: expect.stringMatching(/^(sent|received)$/),
      outcome: 'unknown',
      retryable: false,
    },
  },
}
const noSession = {
  status: ['connecting'],
  sessions: 0,
  pending: {
    error: { code: 'DISCONNECTED', stage: 'queued', outcome: 'none', retryable: true },
  },
}

test('threat 12: a replayed hello: its port is closed, the first one goes on', async ({ play }) => {
  expect(await play('replayedHello')).toEqual({
    ...oneSession,
    miniapp: { ping: null, replay: [] },
    closedPorts: 1,
  })
})

test('a second hello before bridge/connect replaces the port and ends nothing', async ({
  play,
}) => {
  expect(await play('secondHello')).toEqual({
    ...oneSession,
    miniapp: { ping: null, first: [] },
    closedPorts: 1,
  })
})

test('threat 5: a hello after bridge/connect ends the session, and the next begins', async ({
  play,
}) => {
  expect(await play('helloAfterConnect')).toEqual({
    ...oneSession,
    status: ['connecting', 'connected', 'disconnected', 'connected'],
    sessions: 2,
    miniapp: { asked: ['event'], ping: null, isFirstSilent: true },
    closedPorts: 1,
  })
})

test('hello flood: the eleventh in ten seconds, and 989 more, get no answer', async ({ play }) => {
  const welcomed = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10']
  expect(await play('helloFlood')).toEqual({
    ...oneSession,
    miniapp: { welcomed, ping: null, later: [] },
    closedPorts: 9,
  })
})

test.describe('the budget of hellos', () => {
  only(['chromium'], 'ten seconds by the clock of the host, whatever the engine')

  test('a hello that was one too many is asked for ten seconds later', { tag: WAITS }, async ({
    play,
  }) => {
    expect(await play('helloAfterFlood')).toEqual({
      ...oneSession,
      miniapp: { attempt: 'heard', ping: null },
      closedPorts: 10,
    })
  })
})

test('threat 23: a hello with two ports, or that is none, gets no answer', async ({ play }) => {
  expect(await play('falseHellos')).toEqual({
    ...oneSession,
    miniapp: {
      firstWelcome: { drawbridge: 1, kind: 'welcome', attempt: 'a2', protocol: 1 },
      ping: null,
    },
    closedPorts: 5,
  })
})

test('a port on which something else than bridge/connect comes first is closed', async ({
  play,
}) => {
  expect(await play('otherFirstPacket')).toEqual({
    ...noSession,
    miniapp: [{ jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'protocol' } }],
    errors: [],
    closedPorts: 1,
  })
})

test('a document that leaves without a goodbye is missed ten seconds after the next load', {
  tag: WAITS,
}, async ({ play }) => {
  expect(await play('silentDocument')).toEqual({
    pending: {
      code: 'DISCONNECTED',
      stage: expect.stringMatching(/^(sent|received)$/),
      outcome: 'unknown',
      retryable: false,
    },
    status: 'disconnected',
    isInTime: true,
  })
})
