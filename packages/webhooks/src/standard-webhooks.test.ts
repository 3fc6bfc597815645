import { describe, expect, test } from 'vitest'
import { bench, post, setClock } from '../test/deliveries.js'
import {
  standardBody,
  standardConfig,
  standardHeaders,
  standardSignature,
} from '../test/standard-webhooks.js'
import * as providers from './providers.js'
import { signSample } from './sign.js'

describe('Standard Webhooks', () => {
  const receiveAt = (seconds: number, change: Record<string, string>, config = standardConfig) => {
    setClock(seconds * 1_000)
    const { receive, reasons } = bench(providers.standardWebhooks, { config })
    const headers = { ...standardHeaders, 'webhook-signature': standardSignature, ...change }
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== 'none'))
    return receive(post(standardBody, sent)).then(({ status }) => [status, reasons()[0]])
  }
  const time = 1614265330

  test('the prefix of the secret may be missing', async () => {
    const config = { webhookSecret: standardConfig.webhookSecret.slice('whsec_'.length) }
    expect((await receiveAt(time, {}, config))[0]).toBe(200)
  })

  test('the right one among several is found', async () => {
    const wrong = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc='
    const list = `${wrong} v2,${standardSignature.slice(3)} ${standardSignature}`
    expect((await receiveAt(time, { 'webhook-signature': list }))[0]).toBe(200)
  })

  test.each([
    ['an empty v1', { 'webhook-signature': 'v1,' }, 'signature-malformed'],
    [
      'another scheme only',
      { 'webhook-signature': `v2,${standardSignature.slice(3)}` },
      'signature-malformed',
    ],
    [
      'a truncated signature',
      { 'webhook-signature': standardSignature.slice(0, 35) },
      'signature-wrong',
    ],
    ['no signature', { 'webhook-signature': 'none' }, 'signature-missing'],
    ['no time', { 'webhook-timestamp': 'none' }, 'timestamp-missing'],
    ['no id', { 'webhook-id': 'none' }, 'id-missing'],
    ['a time with letters', { 'webhook-timestamp': '1614265330abc' }, 'timestamp-malformed'],
    ['two times', { 'webhook-timestamp': '1614265330, 1614265330' }, 'timestamp-malformed'],
  ])('%s is refused', async (_, change, reason) => {
    expect(await receiveAt(time, change)).toEqual([401, reason])
  })

  test.each([
    [300, 200, 'uninteresting'],
    [301, 401, 'timestamp-stale'],
    [-300, 200, 'uninteresting'],
    [-301, 401, 'timestamp-future'],
  ])('%i s late gives %i', async (late, status, reason) => {
    expect(await receiveAt(time + late, {})).toEqual([status, reason])
  })

  test('an empty body can be signed', async () => {
    const { receive, reasons } = bench(providers.standardWebhooks, { config: standardConfig })
    const options = { secret: standardConfig.webhookSecret, body: '' }
    const request = await signSample('https://a.example', providers.standardWebhooks, options)
    expect((await receive(request)).status).toBe(200)
    expect(reasons()).toEqual(['uninteresting'])
  })
})
