import { expect, it } from 'vitest'
import { ask } from './fakes/ask.js'
import { fakeEventBridge, superApp } from './fakes/event-bridge.js'
import { serve } from './fakes/serve.js'

// What is known of the platform, one fact a row, shown on the fake itself: a client that is right against the fake is
// right against the facts.

const MINIAPP = '/api/v1/event-bridge/miniapp/'
const HOSTAPP = '/api/v1/event-bridge/hostapp/'
const event = { app_id: 'shop', client_id: 'super-app', event_type: 'order_created', payload: {} }
const basic = (pair: string): string => Buffer.from(pair).toString('base64')
const asHost = { Authorization: `Token ${basic(`${superApp.clientId}:${superApp.secretKey}`)}` }

const facts: [string, () => Promise<void>][] = [
  [
    'the slash at the end is part of the path',
    async () => {
      const bridge = await fakeEventBridge()
      expect((await ask(bridge, MINIAPP.slice(0, -1), { body: event })).status).toBe(404)
      expect((await ask(bridge, MINIAPP, { body: event })).status).toBe(200)
    },
  ],
  [
    'all four fields are required, and payload is an object',
    async () => {
      const bridge = await fakeEventBridge()
      for (const field of Object.keys(event))
        expect(
          await ask(bridge, MINIAPP, { body: { ...event, [field]: undefined } }),
        ).toMatchObject({
          status: 400,
          body: { error_code: 'INVALID_EVENT_DATA' },
        })
      expect(await ask(bridge, MINIAPP, { body: { ...event, payload: [1] } })).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_EVENT_DATA' },
      })
    },
  ],
  [
    'every error code comes with status 400 and a message',
    async () => {
      for (const errorCode of [
        'EVENT_RECEIVER_DISABLED',
        'EVENT_DELIVERY_FAILED',
        'UNAUTHORIZED',
        'INTEGRATION_DISABLED',
      ]) {
        const bridge = await fakeEventBridge({ errorCode })
        expect(await ask(bridge, MINIAPP, { body: event })).toEqual({
          status: 400,
          body: { error_code: errorCode, error_message: `because of ${errorCode}` },
        })
      }
    },
  ],
  [
    "the receiver's JSON passes through, even with a field error_code of its own",
    async () => {
      const bridge = await fakeEventBridge({ reply: { error_code: 'SOLD_OUT' } })
      expect(await ask(bridge, MINIAPP, { body: event })).toEqual({
        status: 200,
        body: { error_code: 'SOLD_OUT' },
      })
    },
  ],
  [
    'a miniapp needs no Authorization; its address or its signature tells',
    async () => {
      const signed = await fakeEventBridge({ signingSecret: 's3cret' })
      expect(await ask(signed, MINIAPP, { body: event })).toMatchObject({
        status: 400,
        body: { error_code: 'UNAUTHORIZED' },
      })
      expect((await ask(await fakeEventBridge(), MINIAPP, { body: event })).status).toBe(200)
    },
  ],
  [
    'a host app shows Token and base64(client_id:secret_key); the prefix can be another',
    async () => {
      const bridge = await fakeEventBridge()
      expect(await ask(bridge, HOSTAPP, { body: event })).toMatchObject({
        body: { error_code: 'UNAUTHORIZED' },
      })
      expect(await ask(bridge, HOSTAPP, { body: event, headers: asHost })).toMatchObject({
        body: { error_code: 'EVENT_RECEIVER_DISABLED' },
      })
      const other = await fakeEventBridge({ prefix: 'Bearer' })
      expect(await ask(other, HOSTAPP, { body: event, headers: asHost })).toMatchObject({
        body: { error_code: 'UNAUTHORIZED' },
      })
    },
  ],
  [
    'the receiver of a miniapp gets Basic base64(app_id:secret_key) and the same body, and must answer 200',
    async () => {
      const miniapp = await serve(() => ({ body: { seen: true } }))
      const receiver = { url: miniapp.url, appId: 'app_id', secretKey: 'secret_key' }
      const bridge = await fakeEventBridge({ receiver })
      const sent = { body: event, headers: asHost }
      expect(await ask(bridge, HOSTAPP, sent)).toEqual({ status: 200, body: { seen: true } })
      expect(miniapp.requests[0]?.headers.authorization).toBe('Basic YXBwX2lkOnNlY3JldF9rZXk=')
      expect(JSON.parse(miniapp.requests[0]?.body ?? '')).toEqual(event)
      miniapp.troubles.push({ status: 201, body: {} })
      expect(await ask(bridge, HOSTAPP, sent)).toMatchObject({
        status: 400,
        body: { error_code: 'EVENT_DELIVERY_FAILED' },
      })
    },
  ],
]

it.each(facts)('%s', (_, fact) => fact())
