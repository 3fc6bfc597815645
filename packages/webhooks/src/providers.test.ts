import { describe, expect, test } from 'vitest'
import { bench, post, setClock } from '../test/deliveries.js'
import {
  standardBody,
  standardConfig,
  standardHeaders,
  standardSignature,
} from '../test/standard-webhooks.js'
import type { WebhookDefinition } from './index.js'
import * as providers from './providers.js'
import { secretKeysOf } from './secrets.js'
import { signSample } from './sign.js'

const slackBody =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
const slackSecret = '8f742231b10e8888abcd99yyyzzz85a5'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const boxTime = '2020-01-01T00:00:00-07:00'
const boxKeys = { primaryKey: 'SamplePrimaryKey', secondaryKey: 'SampleSecondaryKey' }
const boxSource = (name: string): string =>
  `{"webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"${name}"}}`
const boxBody =
  '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}'

interface Vector {
  readonly name: string
  readonly definition: WebhookDefinition
  readonly config: Record<string, unknown>
  readonly body: string
  readonly headers: Record<string, string>
  readonly time?: string | number
}

// As the providers publish them; the sources are named in providers.ts. Those of Stripe, Shopify and Salla were
// computed, since those providers publish none with its secret.
const vectors: Vector[] = [
  {
    name: 'GitHub, "Validating webhook deliveries"',
    definition: providers.github,
    config: { webhookSecret: "It's a Secret to Everybody" },
    body: 'Hello, World!',
    headers: {
      'X-Hub-Signature-256':
        'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
  },
  {
    name: 'GitHub, SHA-1',
    definition: {
      ...providers.github,
      verification: {
        type: 'hmac-sha1',
        headerName: 'X-Hub-Signature',
        secretKey: 'webhookSecret',
        prefix: 'sha1=',
      },
    },
    config: { webhookSecret: "It's a Secret to Everybody" },
    body: 'Hello, World!',
    headers: { 'X-Hub-Signature': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59' },
  },
  {
    name: 'Slack, a form',
    definition: providers.slack,
    config: { signingSecret: slackSecret },
    body: slackBody,
    headers: {
      ...form,
      'X-Slack-Request-Timestamp': '1531420618',
      'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
    time: 1531420618_000,
  },
  {
    name: 'Standard Webhooks',
    definition: providers.standardWebhooks,
    config: standardConfig,
    body: standardBody,
    headers: { ...standardHeaders, 'webhook-signature': standardSignature },
    time: 1614265330_000,
  },
  ...[
    ['Box, primary', boxBody, 'PRIMARY', '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI='],
    ['Box, secondary', boxBody, 'SECONDARY', 'v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo='],
    [
      'Box, emoji',
      boxSource('\\ud83d\\ude00 2020-08-05.txt'),
      'PRIMARY',
      'xF/SDZosX4le+v4A0Qn59sZhuD1RqY5KRUKzVMSbh0E=',
    ],
    [
      'Box, slashes',
      boxSource('Test.txt').replace(
        '"}}',
        '","shared_link":{"url":"https:\\/\\/app.test.com\\/s\\/test123"}}}',
      ),
      'PRIMARY',
      '+hKJH+wxkEBpkQRag11Ij1Wh4+7QrgUeRe0PPSoGWOI=',
    ],
    [
      'Box, carriage return',
      boxSource('test \\r'),
      'PRIMARY',
      'SVkbKgy3dEEf2PbbzpNu2lDZS7zZ/aboU7HOZgBGrJk=',
    ],
  ].map(([name = '', body = '', key = '', signature = '']) => ({
    name,
    definition: providers.box,
    config: boxKeys,
    body,
    headers: { [`BOX-SIGNATURE-${key}`]: signature, 'BOX-DELIVERY-TIMESTAMP': boxTime },
    time: boxTime,
  })),
  {
    name: 'Cloud Elements',
    definition: providers.cloudElements,
    config: { signatureKey: 'MySecretEventSignatureKey' },
    body: '<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>',
    headers: {
      'Elements-Webhook-Signature': 'sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ=',
    },
  },
  {
    name: 'Stripe, computed',
    definition: providers.stripe,
    config: { webhookSecret: 'whsec_test_secret' },
    body: '{"id":"evt_test_webhook","object":"event"}',
    headers: {
      'Stripe-Signature':
        't=1492774577,v1=88a022085c6bdb887b02cb26ff76dd681234d9675c0f22844059f55552a8883a',
    },
    time: 1492774577_000,
  },
  {
    name: 'Shopify, computed',
    definition: providers.shopify,
    config: { clientSecret: 'hush' },
    body: '{"id":123}',
    headers: { 'X-Shopify-Hmac-Sha256': '75DK9h3ZbLv2nIMppOFKPFxSYU9PgXvd4NXUhSs88Jk=' },
  },
  {
    name: 'Salla, computed',
    definition: providers.salla,
    config: { webhookSecret: 'webhook-secret' },
    body: '{"event":"order.created","data":{"id":1}}',
    headers: {
      'X-Salla-Signature': '2683151c2e3bc8444de26d201b4a4c0ab1f00db7a13ae7053739c8d7e8f5e93b',
    },
  },
  {
    name: 'Zendesk, the worked example of its old page, by a template',
    definition: {
      eventExtraction: { path: 'type' },
      verification: {
        type: 'hmac-sha256',
        headerName: 'X-Zendesk-Webhook-Signature',
        secretKey: 'secret',
        encoding: 'base64',
        prefix: '',
        signedPayload: '{body}{timestamp}',
        timestamp: { headerName: 'X-Zendesk-Webhook-Signature-Timestamp', format: 'rfc3339' },
      },
    },
    config: { secret: 'HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA=' },
    body: '{"say": "hello"}',
    headers: {
      'X-Zendesk-Webhook-Signature': 'tRDSF7URY8BLCDlaBcQ7FHu051Zk+aAB0NKMP53teMw=',
      'X-Zendesk-Webhook-Signature-Timestamp': '2021-07-25T10:00:00Z',
    },
    time: '2021-07-25T10:00:00Z',
  },
]

describe.each(vectors)('$name', ({ definition, config, body, headers, time }) => {
  // A body that is no JSON is verified all the same, and then refused as 400.
  const isJson = body.startsWith('{') || headers['content-type'] === form['content-type']
  const accepted = isJson ? 200 : 400

  test('the published signature is taken', async () => {
    if (time !== undefined) setClock(time)
    const { receive } = bench(definition, { config })
    expect((await receive(post(body, headers))).status).toBe(accepted)
  })

  test('one changed byte of the body is not', async () => {
    if (time !== undefined) setClock(time)
    const { receive, reasons } = bench(definition, { config })
    expect((await receive(post(`${body} `, headers))).status).toBe(401)
    expect(reasons()).toEqual(['signature-wrong'])
  })

  test('another secret is not', async () => {
    if (time !== undefined) setClock(time)
    const other = Object.fromEntries(Object.keys(config).map((key) => [key, 'b3RoZXI=']))
    const { receive, reasons } = bench(definition, {
      config: other,
    })
    expect((await receive(post(body, headers))).status).toBe(401)
    expect(reasons()).toEqual(['signature-wrong'])
  })
})

describe('Box', () => {
  test.each([
    [5, 200],
    [15, 401],
    [-15, 401],
    [-10 * 365 * 24 * 60, 401],
  ])('%i minutes late gives %i', async (minutes, status) => {
    setClock(Date.parse(boxTime) + minutes * 60_000)
    const { receive } = bench(providers.box, { config: boxKeys })
    const headers = {
      'BOX-SIGNATURE-PRIMARY': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
      'BOX-DELIVERY-TIMESTAMP': boxTime,
    }
    expect((await receive(post(boxBody, headers))).status).toBe(status)
  })

  test('a key does not count in the header of the other', async () => {
    setClock(boxTime)
    const { receive, reasons } = bench(providers.box, { config: boxKeys })
    const headers = {
      'BOX-SIGNATURE-PRIMARY': 'v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=',
      'BOX-DELIVERY-TIMESTAMP': boxTime,
    }
    expect((await receive(post(boxBody, headers))).status).toBe(401)
    expect(reasons()).toEqual(['signature-wrong'])
  })
})

test.each(['plain-token', 'Bearer plain-token'])('Salla takes the token as %j', async (token) => {
  const { receive } = bench(providers.sallaToken, { config: { webhookSecret: 'plain-token' } })
  const send = (value: string) => receive(post('{"event":"a"}', { authorization: value }))
  expect((await send(token)).status).toBe(200)
  expect((await send(`${token}x`)).status).toBe(401)
  expect((await send(token.slice(1))).status).toBe(401)
})

test.each(Object.entries(providers.providers))(
  'a signed sample of %s is taken',
  async (_, definition) => {
    const keys = secretKeysOf(definition.verification)
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const { receive } = bench(definition, {
      config: Object.fromEntries(keys.map((key) => [key, secret])),
    })
    const body = '{"price":"$$5 $& $\' é"}'
    const request = await signSample('https://a.example', definition, { secret, body })
    expect((await receive(request)).status).toBe(200)
  },
)
