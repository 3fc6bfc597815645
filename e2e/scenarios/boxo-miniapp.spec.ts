import { expect, test } from '../harness/test.js'

const none = { stage: 'received', outcome: 'none', retryable: false }
const failed = (reason: string, description: string) => ({
  error: {
    code: 'HANDLER_FAILED',
    stage: 'received',
    outcome: 'unknown',
    retryable: false,
    data: {
      error_type: 'client_error',
      error_data: { error_code: 500, error_reason: reason, error_description: description },
    },
  },
})
const methods = ['Login', 'GetInitData', 'CustomEvent', 'Pay'].map((name) => `AppBoxoWebApp${name}`)
const order = { amount: 12.5, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_91' }

test('a miniapp speaks with the published Boxo host', async ({ play }) => {
  const unhandled = 'No handler registered for custom event: unknown'
  expect(await play('miniappInBoxoHost')).toEqual({
    miniapp: {
      idIsText: true,
      session: {
        transport: 'boxo-web',
        host: { name: 'super-app', platform: 'web' },
        features: ['hostEvents'],
        capabilities: methods,
        limits: expect.any(Object),
        outcomes: { ttl: 0, durable: false },
      },
      context: { locale: 'de', theme: 'dark', launch: '' },
      initData: {
        app_id: 'shop',
        client_id: 'super-app',
        payload: '',
        sandbox_mode: false,
        data: expect.objectContaining({ handlers: methods, capabilities: methods }),
      },
      theme: 'light',
      events: [['AppBoxoWebAppLogout', { action: 'logout' }]],
      replies: {
        object: { reply: { ok: true } },
        text: { reply: { 0: 'a', 1: 'b', 2: 'c' } },
        list: { reply: { 0: 7, 1: 8 } },
        nothing: { reply: {} },
        throws: { ...failed('Out of stock', 'Error: Out of stock'), text: 'Out of stock' },
        throwsText: { ...failed('Unknown error', 'Sold out'), text: 'Sold out' },
        unknown: { ...failed(unhandled, `Error: ${unhandled}`), text: unhandled },
      },
      methods: {
        login: { reply: { payload: { token: 'token-1', refresh_token: 'refresh-1' } } },
        pay: { reply: { ...order, status: 'success', hostappOrderId: 'h-pt_91' } },
        // The published host answers a failure as a payment that failed.
        notPaid: {
          reply: {
            ...order,
            currency: 'XXX',
            status: 'failed',
            hostappOrderId: '',
            error: 'No such currency',
          },
        },
        noToken: {
          error: { code: 'INVALID_PAYLOAD', ...none },
          text: expect.stringContaining('transactionToken'),
        },
        absent: {
          error: { code: 'UNSUPPORTED', ...none },
          text: expect.stringContaining('Ask supports("AppBoxoWebAppStorageGet") first'),
        },
        neverAnswered: {
          error: { code: 'UNSUPPORTED', ...none },
          text: expect.stringContaining('Use sendCustomEvent'),
        },
        answeredLater: {
          error: { code: 'UNSUPPORTED', ...none },
          text: expect.stringContaining('AppBoxoWebAppActionSheetItemClick'),
        },
        appEvent: { error: { code: 'UNSUPPORTED', ...none }, text: expect.any(String) },
        supports: [true, true, false, false],
        asked: { AppBoxoWebAppPay: 'granted', AppBoxoWebAppVibrate: 'unknown' },
      },
    },
    heard: [
      ...['object', 'text', 'list', 'nothing', 'throws', 'throwsText'].map((type) => [
        type,
        { asked: type },
      ]),
      ['told', 'news'],
    ],
  })
})

test('each of many requests at once gets its own answer from the published Boxo host', async ({
  play,
}) => {
  expect(await play('manyInBoxoHost')).toBe(true)
})
