import { expect, only, test } from '../harness/test.js'

const features = ['ack', 'alive', 'batch', 'cancel', 'progress', 'hostEvents']

test('a miniapp and its host connect and know each other', async ({ play }) => {
  expect(await play('connecting')).toEqual({
    host: {
      status: ['connecting', 'connected'],
      session: {
        app: { id: 'shop', version: '1.2.3' },
        origin: expect.stringMatching(/^http:\/\/(localhost|127\.0\.0\.1):\d+$/),
        features,
        transport: 'port',
      },
    },
    miniapp: {
      status: ['connecting', 'connected'],
      session: {
        transport: 'port',
        host: { name: 'Test host', version: '2.0', platform: 'web' },
        features: expect.arrayContaining([...features, 'keys']),
        capabilities: ['*'],
        limits: {
          inFlight: 256,
          messageBytes: 4_194_304,
          eventsPerSecond: 1_000,
          eventBurst: 20_000,
          eventBytesPerSecond: 4_194_304,
          eventBytesBurst: 33_554_432,
        },
        outcomes: { ttl: 86_400_000, durable: false },
      },
      context: { theme: 'dark' },
      supports: [true, true, true],
    },
    isSameId: true,
    isFromMiniapp: true,
    frame: {
      sandbox:
        'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads',
      referrerpolicy: 'strict-origin',
      allow: '',
      title: 'shop',
    },
  })
})

test.describe('processes', () => {
  only(['chromium'], 'no other engine tells a test which frames have a process')

  test('a frame of another site has a process of its own, one of the same site has not', async ({
    play,
    page,
    context,
    placement,
  }) => {
    await play('connecting')
    const session = await context.newCDPSession(page)
    const { targetInfos } = await session.send('Target.getTargets')
    const frames = targetInfos.filter(({ type }) => type === 'iframe')
    expect(frames).toHaveLength(placement === 'own-process' ? 1 : 0)
  })
})

test('what both sides say in their first turn arrives, in order', async ({ play }) => {
  expect(await play('firstMessages')).toEqual({
    answer: 'forty-two',
    heard: ['a', 'b', 'c', 'd'],
    miniapp: { answer: 'ten', heard: [1, 2, 3] },
  })
})
