import { describe, expect, test } from 'vitest'
import { plain, signed } from '../test/deliveries.js'
import { type LintContext, lintWebhook, type WebhookDefinition } from './index.js'
import { providers } from './providers.js'

const rulesOf = (definition: WebhookDefinition, context?: LintContext): string[] =>
  lintWebhook(definition, context).map(({ rule, path }) => `${path}: ${rule}`)

const header = (path: string) => ({ source: 'header', path }) as const
const withVerification = (change: object): WebhookDefinition =>
  ({ ...signed, verification: { ...signed.verification, ...change } }) as WebhookDefinition

test('a name and an id in a signed body are safe', () => {
  expect(rulesOf(signed)).toEqual([])
})

test.each<[string, WebhookDefinition, string[], LintContext?]>([
  ['no verification', plain, ['verification.type: no-verification']],
  ['SHA-1', withVerification({ type: 'hmac-sha1' }), ['verification.type: weak-hash']],
  [
    'a time that is not signed',
    withVerification({ timestampHeader: 'X-Time' }),
    ['verification.signedPayload: unsigned-timestamp'],
  ],
  [
    'a name in a header',
    { ...signed, eventExtraction: header('X-Event') },
    ['eventExtraction: unsigned-event-name'],
  ],
  [
    'a part of the name in a header',
    {
      ...signed,
      eventExtraction: { compositeStrategy: { parts: [header('X-Event'), { path: 'a' }] } },
    },
    ['eventExtraction: unsigned-event-name'],
  ],
  [
    'a fallback in the query',
    { ...signed, eventExtraction: { path: 'a', fallback: { source: 'query', path: 'e' } } },
    ['eventExtraction: unsigned-event-name'],
  ],
  [
    'a name in a header that is meant',
    { ...signed, eventExtraction: { ...header('X'), allowUnsigned: true } },
    [],
  ],
  ['a tenant in a header', { ...signed, tenant: header('X-Shop') }, ['tenant: unsigned-tenant']],
  ['a tenant in the body', { ...signed, tenant: { source: 'body', path: '$.shop' } }, []],
  [
    'an id in a header',
    { ...signed, transactionId: header('X-Id') },
    ['transactionId: unsigned-id'],
  ],
  [
    'an id in a header, for one event',
    { ...signed, transactionId: { path: 'id', overrides: { a: { paths: [header('X-Id')] } } } },
    ['transactionId: unsigned-id'],
  ],
  [
    'a challenge for anybody',
    {
      ...signed,
      challengeResponse: {
        identifyField: 'a',
        identifyValue: 'b',
        challengePath: 'c',
        unverified: true,
      },
    },
    ['challengeResponse.unverified: unverified-challenge'],
  ],
  [
    'a generated id',
    { ...signed, transactionId: { path: 'id', fallback: 'generate' } },
    ['transactionId.fallback: generate-is-no-dedupe'],
  ],
  ['no id', { ...signed, transactionId: {} }, ['transactionId: no-dedupe']],
  ['a hash as id', { ...signed, transactionId: { fallback: 'hash' } }, []],
  [
    'a memory that is too short',
    { ...signed, retryHorizon: 10 },
    ['retryHorizon: memory-too-short'],
    { rememberMs: 9_999 },
  ],
  ['a memory that is long enough', { ...signed, retryHorizon: 10 }, [], { rememberMs: 10_000 }],
  ['the lossy mode', signed, ['ack: immediate-loses'], { ack: 'immediate' }],
])('%s', (_, definition, rules, context) => {
  expect(rulesOf(definition, context)).toEqual(rules)
})

describe('what the signature covers beside the body', () => {
  test('is safe: the id and the time of Standard Webhooks', () => {
    expect(rulesOf(providers.standardWebhooks as WebhookDefinition)).toEqual([])
  })

  test('with a token nothing is signed, so that no place is worse than another', () => {
    expect(
      rulesOf({
        ...signed,
        eventExtraction: header('X'),
        verification: { type: 'header-token', headerName: 'A', secretKey: 'b' },
      }),
    ).toEqual([])
  })
})

test('every warning says what to do', () => {
  for (const definition of Object.values(providers))
    for (const { message } of lintWebhook(definition)) expect(message).toMatch(/\. [A-Z]|, or /)
})

test('what is unsafe in the definitions that ship', () => {
  const found = Object.entries(providers).map(([name, each]) => [name, rulesOf(each)])
  expect(Object.fromEntries(found)).toMatchInlineSnapshot(`
    {
      "box": [],
      "cloudElements": [],
      "github": [
        "eventExtraction: unsigned-event-name",
        "transactionId: unsigned-id",
      ],
      "salla": [],
      "sallaToken": [],
      "shopify": [
        "eventExtraction: unsigned-event-name",
        "tenant: unsigned-tenant",
        "transactionId: unsigned-id",
      ],
      "slack": [],
      "standardWebhooks": [],
      "stripe": [],
    }
  `)
})
