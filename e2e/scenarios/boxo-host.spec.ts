import { expect, test } from '../harness/test.js'

const refused = (code: string, number: number, reason: string, more: object = {}) => ({
  error: {
    error_type: 'client_error',
    error_data: {
      error_code: number,
      error_reason: reason,
      error_description: reason,
      code,
    },
    ...more,
  },
})
const unhandled = (type: string): string =>
  `Nothing handles "${type}" on the other side. Add a handler with onCustomEvent`
const unknown = (method: string): string => `This host knows no method "${method}"`

/** Both forms in which stock subscribers look for what a host says. */
const push = (method: string, data: object): object[] => [
  { type: 'appboxo-host-response', handler: method, data },
  { type: method, data },
]

const order = { amount: 1, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_1' }
const answered = ['AppBoxoWebAppPay', 'AppBoxoWebAppLogin', 'AppBoxoWebAppSetTabBar']

test('a miniapp with the published Boxo SDK runs in a Drawbridge host', async ({ play }) => {
  expect(await play('boxoMiniappInHost')).toEqual({
    session: { app: { id: 'shop' }, features: ['hostEvents'], transport: 'boxo' },
    asked: 'UNSUPPORTED',
    heard: [
      ...['object', 'text', 'list', 'nothing', 'reserved', 'throws'].map((type) => [
        type,
        { asked: type },
        true,
      ]),
      ['object', 'told', false],
      { show: true },
    ],
    miniapp: {
      initData: {
        app_id: 'shop',
        client_id: 'super-app',
        payload: 'launched',
        sandbox_mode: false,
        data: {
          handlers: expect.arrayContaining(answered),
          capabilities: expect.arrayContaining(answered),
          locale: 'de',
          theme: 'dark',
        },
      },
      events: [
        { type: 'appboxo-host-response', handler: 'AppBoxoWebAppInit', data: {} },
        ...push('AppBoxoWebAppCustomEvent', { type: 'news', payload: { read: false } }),
        ...push('AppBoxoWebAppTabBarItemClick', { tabId: 3 }),
        ...push('AppBoxoWebAppLogout', { action: 'logout' }),
        { type: 'appboxo-theme-change', theme: 'light' },
      ],
      knocks: [{ drawbridge: 1, kind: 'knock' }],
      custom: {
        object: { reply: { ok: true } },
        text: { reply: { payload: 'abc' } },
        list: { reply: { payload: [7, 8] } },
        nothing: { reply: {} },
        reserved: { reply: { payload: { error_type: 'mine', request_id: 9 } } },
        throws: refused('OUT_OF_STOCK', 500, 'Out of stock'),
        unknown: refused('NO_HANDLER', 404, unhandled('unknown')),
      },
      methods: {
        login: { reply: { payload: { token: 't-1', refresh_token: 'r-1' } } },
        pay: { reply: { ...order, status: 'success', hostappOrderId: 'h-1' } },
        payFails: refused('NO_SUCH_CURRENCY', 500, 'No such currency', {
          transactionToken: 'pt_1',
        }),
        logout: { reply: { result: true } },
        settings: {
          reply: {
            miniapp_settings: {
              colors: { primary_color: '', secondary_color: '', tertiary_color: '' },
              hostapp: { name: 'Test host', logo: '' },
            },
          },
        },
        malformed: refused(
          'INVALID_PAYLOAD',
          400,
          'params.keys must be a list, in "AppBoxoWebAppStorageGet"',
        ),
        unknown: refused('UNSUPPORTED', 404, unknown('AppBoxoWebAppTeleport')),
        eventOfOurs: refused('UNSUPPORTED', 404, unknown('checkout_started')),
        raised: refused('NO_HANDLER', 404, unhandled('AppBoxoWebAppExpand')),
      },
    },
  })
})

test('threat 26: what a Boxo miniapp stores is its own, has a quota, and outlives a reload', async ({
  play,
}) => {
  const stored = (a: string | null, b: string | null): object => ({
    reply: {
      keys: [
        { key: 'a', value: a },
        { key: 'b', value: b },
        { key: 'none', value: null },
      ],
    },
  })
  const done = { reply: { result: true } }
  expect(await play('boxoStorage')).toEqual({
    before: [
      ...[done, done, done],
      refused(
        'TOO_LARGE',
        500,
        'The storage of "shop" would hold 39 characters, at most 30. Remove some keys',
      ),
      done,
      stored('1', '2'),
      { reply: { keys: ['b'] } },
    ],
    after: [stored('1', '2'), { reply: { keys: ['b'] } }],
    other: [stored(null, null), { reply: { keys: [] } }],
  })
})

test('no answer to a Boxo miniapp reaches the document that came after it', async ({ play }) => {
  expect(await play('boxoReload')).toEqual({ reply: { document: 2 }, aborted: ['DISCONNECTED'] })
})

test('two Boxo miniapps with the same ids never hear each other', async ({ play }) => {
  expect(await play('twoBoxoMiniapps')).toEqual(
    ['one', 'two'].map((id) => JSON.stringify({ replies: [id, id, id], heard: [id] })),
  )
})
