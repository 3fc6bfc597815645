import { expect, test } from '../harness/test.js'

const MISMATCH = 'PROTOCOL_MISMATCH'

test('threat 21: a host speaks with miniapps of protocol 1 alone, whatever they say', async ({
  play,
}) => {
  const refused = (attempt: string) => [
    { drawbridge: 1, kind: 'refuse', attempt, code: MISMATCH },
    [],
  ]
  const lied = [MISMATCH, { reason: 'version' }]
  expect(await play('otherMiniapps')).toEqual({
    miniapp: {
      refused: {
        '0': refused('0'),
        '2': refused('2'),
        '2 to 3': refused('2 to 3'),
        '2 to 0': refused('2 to 0'),
      },
      lied: { old: lied, new: lied, none: lied, odd: lied },
      welcomed: { drawbridge: 1, kind: 'welcome', attempt: '0 to 2', protocol: 1 },
      isConnected: true,
    },
    errors: [MISMATCH, MISMATCH, MISMATCH, MISMATCH],
    sessions: [['ack', 'alive', 'batch', 'cancel', 'progress', 'keys', 'hostEvents']],
  })
})

test('threat 21: a miniapp speaks with hosts of protocol 1 alone, whatever they say', async ({
  play,
}) => {
  const miniapp = { code: MISMATCH, status: 'unavailable' }
  const silent = { miniapp, packets: [] }
  expect(await play('otherHosts')).toEqual({
    old: silent,
    new: silent,
    none: silent,
    odd: silent,
    refusing: silent,
    late: { miniapp, hellos: 1 },
    newer: { miniapp: { code: ['ack'], status: 'connected' }, offered: [1, 1] },
  })
})
