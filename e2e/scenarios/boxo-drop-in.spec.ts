import { expect, type StageOptions, test } from '../harness/test.js'

const order = { amount: 1, currency: 'EUR', miniappOrderId: 'm-1', transactionToken: 'pt_1' }
const soldOut = {
  error_type: 'client_error',
  error_data: {
    error_code: 500,
    error_reason: 'Unknown error',
    error_description: 'Sold out',
  },
}

/** Chromium and WebKit give a frame of another site no cookies, Firefox gives it some of its own. */
const cookies = (
  { placement, engine }: Pick<StageOptions, 'placement' | 'engine'>,
  more: readonly string[] = [],
): unknown =>
  placement === 'own-process' && engine !== 'firefox'
    ? ['']
    : ['ab_app_id=shop', 'ab_client_id=super-app', 'ab_payload=', ...more, 'ab_sandbox_mode=false']

test('the drop-in signs in, pays and signs out in the published Boxo host', async ({
  play,
  placement,
  engine,
}) => {
  expect(await play('dropInInBoxoHost')).toEqual({
    miniapp: {
      before: true,
      initData: 'shop',
      cookies: cookies({ placement, engine }),
      confirmed: [true],
      calls: {
        login: { reply: { token: 't-1', refresh_token: 'r-1' } },
        pay: { reply: { ...order, status: 'success', hostappOrderId: 'h-1' } },
        logout: { reply: {} },
        custom: { reply: { price: 3 } },
        error: {
          error: { ...soldOut, code: 'HANDLER_FAILED', message: 'Sold out', isError: true },
        },
      },
      // Pay, Login, CustomEvent; StorageGet, Vibrate.
      supports: [true, true, true, false, false],
      isWebView: false,
      logged: 0,
    },
    pushed: [
      {
        type: 'AppBoxoWebAppLogout',
        handler: 'AppBoxoWebAppLogout',
        data: { action: 'logout' },
      },
    ],
  })
})

test('the published pair does none of it', async ({ play, placement, engine }) => {
  const noInitData = {
    error: {
      status: 'Error',
      message: 'Init app data is not provided, please call `.getInitData()`',
    },
  }
  expect(await play('publishedPair')).toEqual({
    miniapp: {
      before: false,
      initData: 'shop',
      // One of a token that the host did not tell.
      cookies: cookies({ placement, engine }, ['ab_refesh_token=']),
      confirmed: [],
      calls: {
        login: noInitData,
        pay: noInitData,
        logout: {
          error: {
            error_type: 'client_error',
            error_data: {
              error_code: 500,
              error_reason: 'Unknown error',
              error_description: 'Unsupported event type',
            },
          },
        },
        custom: { reply: { price: 3 } },
        error: { error: soldOut },
      },
      supports: [false, false, true, true, true],
      isWebView: false,
      logged: 3,
    },
    pushed: [
      {
        type: 'appboxo-host-response',
        handler: 'AppBoxoWebAppLogout',
        data: { action: 'logout' },
      },
    ],
  })
})
