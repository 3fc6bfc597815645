import { networkInterfaces } from 'node:os'
import { startScenarioServer } from '../harness/scenario-server.js'
import { expect, needs, test } from '../harness/test.js'

test.describe('on the network', () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address

  needs(own !== undefined, 'this machine has no address but the loopback')

  test('over plain http at an address of the network everything works in no secure context', async ({
    tab,
    script,
  }) => {
    const server = await startScenarioServer(script, own)
    const text = await tab.read(server.url('insecure', 'same-process'))
    await server.close()
    const kept = {
      isSecureContext: false,
      randomUUID: 'undefined',
      subtle: 'undefined',
      locks: 'undefined',
    }
    const asked = (isKept: boolean) => ({
      asked: { reply: [1] },
      keyed: [{ reply: 1 }, { reply: isKept ? 1 : 2 }],
      worked: { reply: 'done' },
      cancelled: { error: expect.objectContaining({ code: 'CANCELLED' }) },
      progress: [50],
    })
    const told = [{ by: 'event' }]
    expect(JSON.parse(text)).toEqual({
      result: {
        kept,
        asked: asked(false),
        told,
        viewed: [['viewed', { page: 'home' }, 'string']],
        miniapp: { kept, asked: asked(true), told, isDiagnosed: true },
      },
      uncaught: [],
    })
  })
})
