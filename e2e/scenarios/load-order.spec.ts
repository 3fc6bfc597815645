import { expect, test, WAITS } from '../harness/test.js'

test('either side may come ten seconds after the other', { tag: WAITS }, async ({ play }) => {
  expect(await play('tenSecondsApart')).toEqual({
    hosts: [
      { appId: 'late page', isLate: true },
      { appId: 'late SDK', isLate: true },
      { appId: 'late frame', isLate: true },
    ],
    miniapps: ['pong late SDK', 'pong late frame', 'pong late host', 'pong late page'],
  })
})

test('a hello in the load event, in which the host knocks: one session, over 20 loads', async ({
  play,
}) => {
  const loads = Array.from({ length: 10 }, () => [
    { load: 'first', isSameSession: true },
    { load: 'second', isSameSession: true },
  ])
  expect(await play('helloInLoadEvent')).toEqual(loads.flat())
})
