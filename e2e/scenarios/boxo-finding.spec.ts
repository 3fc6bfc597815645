import { expect, test } from '../harness/test.js'
import { calledByConnector, calledBySdk, pushedByDropIn } from '../pages/boxo-app.js'

test('a Drawbridge host that speaks Boxo too is met over Drawbridge', async ({ play }) => {
  expect(await play('bothSpoken')).toEqual({
    miniapp: {
      transport: 'port',
      beside: {
        error: {
          error_type: 'client_error',
          error_data: expect.objectContaining({
            code: 'NOT_ALLOWED',
            error_reason: 'This document speaks Drawbridge with its host',
          }),
        },
      },
      // Boxo's methods are the host's own events, over whichever wire they come.
      storage: { reply: { keys: [{ key: 'none', value: null }] } },
      answer: 'host',
    },
    sessions: ['port'],
  })
})

test('a Boxo host that hostOrigins does not list is not even asked', async ({ play }) => {
  expect(await play('unlistedBoxoHost')).toEqual({ miniapp: 'ORIGIN_NOT_ALLOWED', heard: 0 })
})

test('a Boxo host that begins to listen late is found', async ({ play }) => {
  expect(await play('lateBoxoHost')).toBe('boxo-web')
})

for (const [platform, scenario, body] of [
  ['android', 'inAndroidBoxoHost', 'string'],
  ['ios', 'inIosBoxoHost', 'object'],
] as const)
  test(`the published SDK, the drop-in and the connector behind a bridge in the shape of ${platform}`, async ({
    play,
  }) => {
    expect(await play(scenario)).toEqual({
      published: calledBySdk(),
      'drop-in': calledBySdk({ pushed: pushedByDropIn }),
      connector: calledByConnector({
        session: {
          transport: `boxo-${platform}`,
          host: { name: 'super-app', platform },
          capabilities: [
            'GetInitData',
            'Login',
            'Pay',
            'CustomEvent',
            'StorageGet',
            'StorageSet',
          ].map((name) => `AppBoxoWebApp${name}`),
        },
      }),
      isWebView: true,
      bodies: [body],
    })
  })

test('message handlers of somebody else are not taken for a Boxo host', async ({ play }) => {
  expect(await play('foreignHandlers')).toEqual({
    code: 'NO_HOST',
    asked: 'NO_HOST',
    isWebView: false,
    posted: [],
  })
})
