import { expect, test } from '../harness/test.js'

const features = ['ack', 'alive', 'batch', 'cancel', 'progress', 'hostEvents']

test('everything that a miniapp says on the wire', async ({ play }) => {
  expect(await play('miniappWire')).toEqual({
    hello: {
      drawbridge: 1,
      kind: 'hello',
      attempt: 'string',
      document: 'string',
      protocol: [1, 1],
      app: 'shop',
    },
    isFromMiniapp: true,
    ports: 1,
    connect: {
      n: 1,
      a: 0,
      m: [
        {
          jsonrpc: '2.0',
          id: 0,
          method: 'bridge/connect',
          params: {
            protocol: 1,
            app: { id: 'shop', version: '1.0' },
            sdk: expect.any(String),
            features,
          },
        },
      ],
    },
    first: {
      n: 2,
      a: 1,
      m: [
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'event',
          params: { type: 'order', payload: { id: 7 }, _meta: { key: 'k', silence: 15_000 } },
        },
        { jsonrpc: '2.0', method: 'event', params: { type: 'opened', payload: null } },
        { jsonrpc: '2.0', method: 'bridge/ready', params: {} },
      ],
    },
    answer: { n: 3, a: 2, m: [{ jsonrpc: '2.0', id: 1, result: 'answer' }] },
    unknownMethod: [
      {
        jsonrpc: '2.0',
        id: 2,
        error: { code: -32601, message: expect.any(String), data: { code: 'UNSUPPORTED' } },
      },
    ],
    second: [
      {
        jsonrpc: '2.0',
        id: 2,
        method: 'event',
        params: { type: 'second', payload: null, _meta: { silence: 9_000 } },
      },
    ],
    cancel: [{ jsonrpc: '2.0', method: '$/cancel', params: { id: 2 } }],
    goodbye: [{ jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'closed' } }],
    miniapp: {
      bought: {
        error: {
          code: 'OUT_OF_STOCK',
          stage: 'received',
          outcome: 'none',
          retryable: false,
          data: [1],
        },
      },
      heard: [2],
      progress: [0.5],
      context: { locale: 'en', theme: 'dark' },
      supports: [true, false, false],
      status: 'closed',
    },
  })
})

test('a miniapp that notices a gap says so and begins anew', async ({ play }) => {
  expect(await play('miniappGap')).toEqual({
    goodbye: [{ jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'gap' } }],
    miniapp: { sessions: ['raw-session', 'second'], heard: [] },
  })
})

test('a host that can do less gets less, and nothing that it does not know', async ({ play }) => {
  expect(await play('modestHost')).toEqual({
    sizes: [1, 1, 1],
    more: 0,
    miniapp: {
      cancelled: {
        error: { code: 'CANCELLED', stage: 'sent', outcome: 'unknown', retryable: false },
      },
      asked: { error: { code: 'TIMEOUT', stage: 'sent', outcome: 'unknown', retryable: false } },
      supports: [true, false, false],
    },
  })
})
