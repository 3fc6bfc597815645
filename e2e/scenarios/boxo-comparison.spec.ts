import { expect, test } from '../harness/test.js'

const host = { from: 'host' }

test('a forged answer: the published SDK takes it, the drop-in and the connector do not', async ({
  play,
}) => {
  expect(await play('forgedReply')).toEqual({
    published: { from: 'stranger' },
    'drop-in': host,
    connector: host,
  })
})

test('a hundred requests at once get their own answers in each of the three', async ({ play }) => {
  expect(await play('concurrency')).toEqual({ published: true, 'drop-in': true, connector: true })
})

test('two hosts in one page: the published ones answer the wrong miniapp, ours does not', async ({
  play,
}) => {
  expect(await play('twoInPublishedHosts')).toEqual({
    answered: 'slow',
    reply: { appId: 'waits' },
  })
  expect(await play('twoInOurHost')).toEqual({ answered: 'who', reply: { appId: 'asks' } })
})

test('a host that never answers: a request of ours ends, one of the published SDK does not', async ({
  play,
}) => {
  expect(await play('silentHost')).toEqual({
    ours: { error: { code: 'TIMEOUT', stage: 'sent', outcome: 'unknown', retryable: false } },
    published: 'pending',
  })
})

test('texts, lists and errors of handlers: the published host loses them, ours does not', async ({
  play,
}) => {
  const failed = (reason: unknown, description: unknown, more: object = {}) => ({
    error: {
      error_type: 'client_error',
      error_data: {
        error_code: 500,
        error_reason: reason,
        error_description: description,
        ...more,
      },
    },
  })
  const soldOut = expect.stringContaining('Sold out')
  expect(await play('publishedMiniappInBoth')).toEqual({
    published: {
      text: { reply: { 0: 'a', 1: 'b', 2: 'c' } },
      list: { reply: { 0: 7, 1: 8 } },
      number: { reply: {} },
      none: { reply: {} },
      throws: failed('Unknown error', 'Sold out'),
    },
    ours: {
      text: { reply: { payload: 'abc' } },
      list: { reply: { payload: [7, 8] } },
      number: { reply: { payload: 5 } },
      none: { reply: {} },
      throws: failed(soldOut, soldOut, {
        code: 'HANDLER_FAILED',
        data: { reference: expect.any(String) },
      }),
    },
  })
})

test('one purchase: a published miniapp in our host, our miniapp in a published host', async ({
  play,
}) => {
  const seen = {
    miniapp: {
      price: { amount: 20 },
      paid: {
        amount: 20,
        currency: 'EUR',
        miniappOrderId: 'm-1',
        transactionToken: 'pt_1',
        status: 'success',
        hostappOrderId: 'h-1',
      },
      told: {},
    },
    orders: [{ order_id: 'm-1', amount: 20 }],
  }
  expect(await play('purchaseInOurHost')).toEqual(seen)
  expect(await play('purchaseInPublishedHost')).toEqual(seen)
})
