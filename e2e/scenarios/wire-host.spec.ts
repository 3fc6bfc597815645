import { expect, test } from '../harness/test.js'

const features = ['ack', 'alive', 'batch', 'cancel', 'progress', 'keys', 'hostEvents']
const reply = (id: number | string, result: unknown) => [{ jsonrpc: '2.0', id, result }]
const refusal = (id: number, code: number, data: object) => [
  { jsonrpc: '2.0', id, error: { code, message: expect.any(String), data } },
]

test('everything that a host says on the wire', async ({ play }) => {
  expect(await play('hostWire')).toEqual({
    welcome: { drawbridge: 1, kind: 'welcome', attempt: 'a1', protocol: 1 },
    isFromHost: true,
    isSilentBefore: true,
    connect: {
      n: 1,
      a: 1,
      m: [
        {
          jsonrpc: '2.0',
          id: 0,
          result: {
            session: expect.any(String),
            host: { name: 'Test host', version: '2.0', platform: 'web' },
            features,
            capabilities: ['echo', 'slow', 'fail', 'appEvent'],
            limits: {
              inFlight: 256,
              messageBytes: 4_194_304,
              eventsPerSecond: 1_000,
              eventBurst: 20_000,
              eventBytesPerSecond: 4_194_304,
              eventBytesBurst: 33_554_432,
            },
            outcomes: { ttl: 86_400_000, durable: false },
            context: { locale: 'en' },
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
          method: 'event',
          params: { type: 'news', payload: { first: true } },
        },
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'event',
          params: { type: 'question', payload: 'why', _meta: { key: 'k', silence: 7_000 } },
        },
      ],
    },
    context: [{ jsonrpc: '2.0', method: 'bridge/context', params: { changed: { locale: 'ar' } } }],
    echo: reply(1, { x: [1, null] }),
    fail: refusal(2, -32000, {
      code: 'HANDLER_FAILED',
      outcome: 'unknown',
      data: { reference: expect.any(String) },
    }),
    notGranted: refusal(3, -32000, { code: 'NOT_ALLOWED' }),
    unknownMethod: refusal(4, -32601, { code: 'UNSUPPORTED' }),
    appEvent: reply(5, {}),
    appEventAgain: reply(6, { duplicate: true }),
    capabilities: reply(7, { echo: 'granted', fly: 'unknown', fail: 'granted' }),
    closing: reply(8, null),
    ping: reply('text id', null),
    progress: [{ jsonrpc: '2.0', method: '$/progress', params: { id: 9, value: { percent: 50 } } }],
    ignored: reply(10, 1),
  })
})

test('threat 12: a host drops what comes twice or is no packet, and ends the session at a gap', async ({
  play,
}) => {
  expect(await play('hostPackets')).toEqual({
    miniapp: {
      ping: { n: 2, a: 4, m: [{ jsonrpc: '2.0', id: 1, result: null }] },
      goodbye: [{ jsonrpc: '2.0', method: 'bridge/close', params: { reason: 'gap' } }],
    },
    heard: ['second', 'third'],
    errors: Array(5).fill('INVALID_MESSAGE'),
    status: 'disconnected',
  })
})

test('a host acknowledges within a second, or after 64 packets', async ({ play }) => {
  expect(await play('hostAcks')).toEqual({
    single: { a: 2, m: [] },
    isWithinSecond: true,
    many: { a: 66, m: [] },
    isAtOnce: true,
  })
})

test('a host whose packets are not acknowledged asks for a sign of life after 3 s', async ({
  play,
}) => {
  expect(await play('hostStale')).toEqual({
    news: [{ jsonrpc: '2.0', method: 'event', params: { type: 'news', payload: 1 } }],
    ping: [{ jsonrpc: '2.0', id: expect.anything(), method: 'bridge/ping', params: {} }],
    isAfterThreeSeconds: true,
  })
})

test('threat 14: a host refuses requests over its window', async ({ play }) => {
  const refused = (id: number) => ({
    jsonrpc: '2.0',
    id,
    error: {
      code: -32000,
      message: expect.any(String),
      data: { code: 'RATE_LIMITED', retryable: true },
    },
  })
  expect(await play('hostWindow')).toEqual([refused(257), refused(258)])
})
