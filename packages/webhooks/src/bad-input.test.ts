import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  bench,
  plain,
  post,
  postJson,
  signed,
  signedBody,
  signedRequest,
} from '../test/deliveries.js'
import type { WebhookDefinition } from './index.js'
import { signSample } from './sign.js'

const config = { secret: 's' }

async function signatureOf(text: string): Promise<string> {
  return (await signedRequest(text)).headers.get('x-signature') as string
}

const right = await signatureOf(signedBody)
const another = await signatureOf('{}')
const hex = right.slice('sha256='.length)

describe('signatures', () => {
  test.each([
    ['missing', undefined, 'signature-missing'],
    ['empty', '', 'signature-malformed'],
    ['of another body', another, 'signature-wrong'],
    ['doubled', `${right}, ${right}`, 'signature-malformed'],
    ['not hex', `sha256=${'z'.repeat(64)}`, 'signature-malformed'],
    ['hex with a stop in it', `${right.slice(0, -2)}zz`, 'signature-malformed'],
    ['hex with separators', `sha256=${hex.replace(/(..)/g, '$1-')}`, 'signature-malformed'],
    ['truncated', right.slice(0, -2), 'signature-wrong'],
    ['half a digit short', right.slice(0, -1), 'signature-malformed'],
    ['the prefix alone', 'sha256=', 'signature-malformed'],
    ['of another scheme', `sha512=${hex}`, 'signature-malformed'],
    ['base64 in place of hex', btoa(hex), 'signature-malformed'],
    ['very long', 'ab'.repeat(4_000), 'signature-wrong'],
  ])('%s: 401 without a reason', async (_, signature, reason) => {
    const { receive, reasons } = bench(signed, { config })
    const response = await receive(
      post(signedBody, signature === undefined ? {} : { 'x-signature': signature }),
    )
    expect([response.status, await response.text()]).toEqual([401, ''])
    expect(reasons()).toEqual([reason])
  })

  test.each(['not base64!', 'QUJD', 'QUI', 'QUJD===', ' '])(
    'base64 is read strictly: %j',
    async (signature) => {
      const definition = {
        ...signed,
        verification: { ...signed.verification, encoding: 'base64', prefix: '' },
      } as WebhookDefinition
      expect(
        (
          await bench(definition, { config }).receive(
            post(signedBody, { 'x-signature': signature }),
          )
        ).status,
      ).toBe(401)
    },
  )

  test('too many items in a header', async () => {
    const definition = {
      ...signed,
      verification: { ...signed.verification, signature: { separator: ' ' } },
    } as WebhookDefinition
    const { receive, reasons } = bench(definition, { config })
    const list = Array.from({ length: 17 }, () => right).join(' ')
    expect((await receive(post(signedBody, { 'x-signature': list }))).status).toBe(401)
    expect(reasons()).toEqual(['signature-malformed'])
  })

  test('several secrets, while the old one is being replaced', async () => {
    const { receive } = bench(signed, { config: { secret: ['new', 's'] } })
    expect((await receive(await signedRequest())).status).toBe(200)
    const { receive: strict } = bench(signed, { config: { secret: ['new', 'other'] } })
    expect((await strict(await signedRequest())).status).toBe(401)
  })
})

describe('bodies', () => {
  const send = async (text: string | Uint8Array, headers: Record<string, string> = {}) => {
    const { receive, events, reasons } = bench(signed, { config })
    const response = await receive(await signedRequest(text, headers))
    return { status: response.status, text: await response.text(), events, reasons: reasons() }
  }

  test.each([
    ['broken JSON', '{"event":', 'body-unparseable'],
    ['two values', '{}{}', 'body-unparseable'],
    ['invalid UTF-8', Uint8Array.of(123, 34, 0xff, 34, 125), 'body-unparseable'],
    ['a form that says it is JSON', 'event=a', 'body-unparseable'],
  ])('%s, well signed: 400', async (_, text, reason) => {
    expect(await send(text)).toMatchObject({ status: 400, text: '', reasons: [reason] })
  })

  test.each(['multipart/form-data; boundary=x', 'text/html', 'application/xml'])(
    '%s: 415',
    async (type) => {
      expect(await send(signedBody, { 'content-type': type })).toMatchObject({
        status: 415,
        reasons: ['wrong-content-type'],
      })
    },
  )

  test.each([
    'application/json; charset=utf-8',
    'application/cloudevents+json',
    'Application/JSON',
  ])('%s is JSON', async (type) => {
    expect((await send(signedBody, { 'content-type': type })).events).toHaveLength(1)
  })

  test('the signature is over the bytes, byte order mark included, and JSON is read without it', async () => {
    const { status, events } = await send(
      Uint8Array.of(0xef, 0xbb, 0xbf, ...new TextEncoder().encode(signedBody)),
    )
    expect([status, events[0]?.payload]).toEqual([200, { event: 'a', id: 1 }])
  })

  test.each(['$$5', '$&', "$'", '$`', '$1', '{body}', '{timestamp}'])(
    '%s in a body is only text',
    async (text) => {
      const { status, events } = await send(JSON.stringify({ event: 'a', text }))
      expect([status, events[0]?.payload]).toEqual([200, { event: 'a', text }])
    },
  )

  test('__proto__ is a field like any other and reaches nobody', async () => {
    const { status, events } = await send(
      '{"event":"a","__proto__":{"id":5,"admin":true},"constructor":1}',
    )
    expect(status).toBe(200)
    expect(events[0]?.payload).not.toHaveProperty('admin')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(events[0]?.transactionId).toBeUndefined()
    const { status: named } = await send('{"event":"__proto__"}')
    expect(named).toBe(200)
  })

  test('long integers are different ids, though JSON.parse makes them one', async () => {
    const { receive, events } = bench(signed, { config })
    for (const id of ['12345678901234567890', '12345678901234567891', '12345678901234567890'])
      expect((await receive(await signedRequest(`{"event":"a","id":${id}}`))).status).toBe(200)
    expect(events.map(({ transactionId }) => transactionId)).toEqual([
      '12345678901234567890',
      '12345678901234567891',
    ])
  })

  test('a deep body beside long numbers is refused, not crashed on', async () => {
    const deep = `${'['.repeat(200_000)}12345678901234567890${']'.repeat(200_000)}`
    expect(await send(`{"event":"a","list":${deep}}`)).toMatchObject({ status: 400 })
  })

  test.each([['{"event":["a"],"id":1}'], ['{"event":{"a":1}}'], ['[]'], ['null'], ['1'], ['""']])(
    '%s has no event: acknowledged and left alone',
    async (text) => {
      expect(await send(text)).toMatchObject({ status: 200, reasons: ['uninteresting'] })
    },
  )

  test('ids that are no text or number are none', async () => {
    const { receive, events } = bench(signed, { config })
    for (const id of ['{}', '[1]', 'true', 'null', '""'])
      await receive(await signedRequest(`{"event":"a","id":${id}}`))
    expect(events.map(({ transactionId }) => transactionId)).toEqual(Array(5).fill(undefined))
  })

  test('an id with half of a surrogate pair, and one that is very long', async () => {
    const { receive, events } = bench(signed, { config })
    for (const id of ['"\\ud800"', `"${'x'.repeat(5_000)}"`, `"${'x'.repeat(5_000)}"`])
      expect((await receive(await signedRequest(`{"event":"a","id":${id}}`))).status).toBe(200)
    expect(events).toHaveLength(2)
  })

  test('a huge body by its length, and by its chunks', async () => {
    const { receive, reasons } = bench(signed, { config, maxBodyBytes: 10 })
    const big = await signedRequest()
    expect((await receive(new Request(big, { headers: { 'content-length': '11' } }))).status).toBe(
      413,
    )
    let pulls = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        controller.enqueue(new Uint8Array(6))
      },
    })
    expect((await receive(post(endless))).status).toBe(413)
    expect(pulls).toBeLessThan(10)
    expect(reasons()).toEqual(['body-too-large', 'body-too-large'])
  })

  test('a slow body', async () => {
    const { receive, reasons } = bench(signed, { config, bodyTimeoutMs: 20 })
    let isCancelled = false
    const slow = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => void (isCancelled = true),
    })
    expect((await receive(post(slow))).status).toBe(408)
    expect([reasons(), isCancelled]).toEqual([['body-too-slow'], true])
  })

  test('a body that breaks off', async () => {
    const { receive, reasons } = bench(signed, { config })
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error('reset')),
    })
    expect((await receive(post(broken))).status).toBe(400)
    expect(reasons()).toEqual(['body-broken'])
  })

  test('a body that somebody read before: 500, and the log says what to do', async () => {
    const { receive, log } = bench(signed, { config })
    const request = await signedRequest()
    await request.text()
    expect((await receive(request)).status).toBe(500)
    expect(log.at(-1)).toMatchObject({
      reason: 'body-consumed',
      detail: expect.stringContaining('body parsers'),
    })
  })

  test('an empty body', async () => {
    expect(await send('')).toMatchObject({ status: 200, reasons: ['uninteresting'] })
  })

  test('a form of one name many times is refused as soon as any other, whoever sent it', async () => {
    const { receive, reasons } = bench(
      { ...signed, tenant: { source: 'body', path: '$.store' } },
      { credentials: async () => config },
    )
    // Copying the list for each of them takes longer than a test may.
    const form = 'a&'.repeat(20_000)
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await receive(post(form, type))).status).toBe(401)
    expect(reasons()).toEqual(['signature-missing'])
  })

  test('a form, and a form that holds JSON in a field', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const { receive, events } = bench(plain)
    await receive(post('event=a&id=1&id=2&__proto__=x', form))
    expect(events.map(({ name, transactionId }) => [name, transactionId])).toEqual([
      ['a', undefined],
    ])
    const { receive: nested, events: inner } = bench({ ...plain, formField: 'payload' })
    expect((await nested(post(`payload=${encodeURIComponent(signedBody)}`, form))).status).toBe(200)
    expect(inner[0]?.payload).toEqual({ event: 'a', id: 1 })
    expect((await nested(post('other=1', form))).status).toBe(400)
  })
})

test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s: 405', async (method) => {
  const { receive, reasons } = bench(plain)
  const response = await receive(new Request('https://a.example', { method }))
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  expect(reasons()).toEqual(['wrong-method'])
})

test('neither a body nor a secret nor a signature reaches the log', async () => {
  const { receive, log } = bench(signed, { config: { secret: 's-hunter2' } })
  for (const text of ['{"password": hunter2', 'hunter2', '{"event":"a"}', '"hunter2', '[hunter2]'])
    for (const secret of ['s-hunter2', 'hunter2'])
      await receive(await signSample('https://a.example', signed, { secret, body: text }))
  await receive(post('{}', { 'x-signature': 'hunter2' }))
  expect(log.length).toBeGreaterThan(10)
  expect(inspect(log, { depth: 9 })).not.toMatch(/hunter2|[0-9a-f]{64}/)
})

test('a log that throws changes nothing', async () => {
  const { receive, events } = bench(plain, {
    log: () => {
      throw new Error('the disk is full')
    },
  })
  expect((await receive(postJson({ event: 'a', id: 1 }))).status).toBe(200)
  expect(events).toHaveLength(1)
})
