// The examples of the definition's documentation, as they stand there.
import { describe, expect, test } from 'vitest'
import { bench, pathOf, plain, post, postJson, signed } from '../test/deliveries.js'
import { createWebhookReceiver, type WebhookDefinition } from './index.js'
import { signSample } from './sign.js'

const none = { verification: { type: 'none' } } as const

describe('event extraction', () => {
  test('of one field of the body', async () => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: { source: 'body', path: '$.event' },
    })
    await receive(postJson({ event: 'order.created', data: { id: 1 } }))
    expect(events.map(({ name }) => name)).toEqual(['order.created'])
  })

  test('of a header', async () => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: { source: 'header', path: 'X-Event-Type' },
    })
    await receive(postJson({}, { 'x-event-type': 'order.created' }))
    expect(events.map(({ name }) => name)).toEqual(['order.created'])
  })

  test('of a parameter of the URL', async () => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: { source: 'query', path: 'type' },
    })
    await receive(post('{}', {}, 'https://a.example/?type=paid'))
    expect(events.map(({ name }) => name)).toEqual(['paid'])
  })

  test.each([
    ['pull_request', { action: 'opened' }, 'pull_request.opened'],
    ['push', { ref: 'refs/heads/main' }, 'push'],
    ['issues', { action: '' }, 'issues'],
  ])('of several fields, as GitHub has them: %s', async (header, body, name) => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: {
        // Primary path (ignored when compositeStrategy is present)
        source: 'body',
        path: '$.event',
        compositeStrategy: {
          parts: [
            { source: 'header', path: 'X-GitHub-Event' },
            { source: 'body', path: '$.action' },
          ],
          separator: '.',
        },
      },
    })
    await receive(postJson({ event: 'wrong', ...body }, { 'x-github-event': header }))
    expect(events.map((event) => event.name)).toEqual([name])
  })

  test.each([
    [{ type: 'message', subtype: 'bot_message' }, 'message.bot_message'],
    [{ type: 'message' }, 'message'],
    [{ subtype: 'bot_message' }, 'bot_message'],
  ])('of several fields, as Slack has them: %j', async (event, name) => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: {
        compositeStrategy: {
          parts: [
            { source: 'body', path: '$.event.type' },
            { source: 'body', path: '$.event.subtype' },
          ],
          separator: '.',
        },
      },
    })
    await receive(postJson({ event }))
    expect(events.map((each) => each.name)).toEqual([name])
  })

  test('a default stands in for a missing part, and names nothing alone', async () => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: {
        compositeStrategy: {
          parts: [
            { source: 'header', path: 'X-GitHub-Event' },
            { path: '$.action', default: 'received' },
          ],
        },
      },
    })
    await receive(postJson({}, { 'x-github-event': 'push' }))
    await receive(postJson({}))
    expect(events.map((each) => each.name)).toEqual(['push.received'])
  })

  test('falls back, and maps names', async () => {
    const { receive, events } = bench({
      ...none,
      eventExtraction: {
        path: '$.event',
        fallback: { source: 'header', path: 'X-Topic' },
        map: { 'orders/create': 'order.created' },
      },
    })
    await receive(postJson({ event: '' }, { 'x-topic': 'orders/create' }))
    await receive(postJson({ event: 'other' }, { 'x-topic': 'orders/create' }))
    expect(events.map((each) => each.name)).toEqual(['order.created', 'other'])
  })
})

describe('transaction ids', () => {
  const twice = async (transactionId: WebhookDefinition['transactionId'], bodies: object[]) => {
    const { receive, events } = bench({ ...plain, transactionId: transactionId as never })
    for (const body of bodies) expect((await receive(postJson(body))).status).toBe(200)
    return events.map((event) => event.transactionId)
  }

  test('the same id of the same event runs once', async () => {
    const order = { event: 'order.created', data: { id: 7 } }
    expect(
      await twice({ path: '$.data.id', fallback: 'generate' }, [
        order,
        order,
        { ...order, event: 'order.updated' },
      ]),
    ).toEqual(['7', '7'])
  })

  test('a generated id is never a duplicate, a hash is', async () => {
    const body = { event: 'a' }
    expect(await twice({ path: '$.id', fallback: 'generate' }, [body, body])).toHaveLength(2)
    expect(await twice({ path: '$.id', fallback: 'hash' }, [body, body])).toHaveLength(1)
    expect(await twice({ path: '$.id' }, [body, body])).toEqual([undefined, undefined])
  })

  test('the first of several paths counts, or all of them joined', async () => {
    const body = { event: 'a', id: 1, at: { date: 'x' } }
    expect(await twice({ paths: ['$.none', '$.id', '$.at.date'] }, [body])).toEqual(['1'])
    expect(await twice({ paths: ['$.id', '$.at.date'], separator: '-' }, [body])).toEqual(['1-x'])
    expect(await twice({ paths: ['$.id', '$.at.date'], mode: 'join' }, [body])).toEqual(['1:x'])
    // Half of an id would swallow the next update.
    expect(await twice({ paths: ['$.id', '$.none'], separator: '-' }, [body])).toEqual([undefined])
  })

  test('an event can have paths of its own', async () => {
    const rule = {
      path: '$.id',
      overrides: { 'order.updated': { paths: ['$.id', '$.updated_at.date'], separator: ':' } },
    }
    const updated = { event: 'order.updated', id: 1, updated_at: { date: 'x' } }
    expect(await twice(rule, [{ event: 'a', id: 1 }, updated])).toEqual(['1', '1:x'])
  })

  test('a path may be of a header, which the path of the GitHub example is not', async () => {
    const { receive, events } = bench({
      ...plain,
      transactionId: { source: 'header', path: 'X-GitHub-Delivery' },
    })
    for (const id of ['1', '2', '1'])
      await receive(postJson({ event: 'a' }, { 'x-github-delivery': id }))
    expect(events).toHaveLength(2)
    const { receive: literal, events: all } = bench({
      ...plain,
      transactionId: { path: '$.delivery' },
    })
    for (const id of ['1', '1'])
      await literal(postJson({ event: 'a' }, { 'x-github-delivery': id }))
    expect(all).toHaveLength(2)
  })
})

describe('verification', () => {
  const definition: WebhookDefinition = {
    ...plain,
    verification: {
      type: 'hmac-sha256',
      headerName: 'X-Signature-256',
      secretKey: 'webhookSecret',
      timestampHeader: 'X-Timestamp',
    },
  }
  const send = (time: number) =>
    signSample('https://a.example', definition, { secret: 's', body: '{"event":"a"}', time })

  test('the documented object checks the signature, and the time it names', async () => {
    const { receive, reasons } = bench(definition, { config: { webhookSecret: 's' } })
    expect((await receive(await send(Date.now()))).status).toBe(200)
    expect((await receive(await send(Date.now() - 400_000))).status).toBe(401)
    expect(reasons()).toEqual(['accepted', 'timestamp-stale'])
    expect(receive.warnings.map(({ rule }) => rule)).toEqual(['unsigned-timestamp'])
  })

  test.each(['sha256=', ''])('the prefix %j is stripped', async (prefix) => {
    const definition = {
      ...signed,
      verification: { ...signed.verification, prefix },
    } as WebhookDefinition
    const request = await signSample('https://a.example', definition, {
      secret: 's',
      body: '{"event":"a"}',
    })
    const { receive } = bench(signed, { config: { secret: 's' } })
    expect((await receive(request)).status).toBe(200)
  })

  test('hmac-sha1 and header-token', async () => {
    const sha1 = {
      ...signed,
      verification: { ...signed.verification, type: 'hmac-sha1' },
    } as WebhookDefinition
    const { receive } = bench(sha1, { config: { secret: 's' } })
    const body = '{"event":"a"}'
    expect(
      (await receive(await signSample('https://a.example', sha1, { secret: 's', body }))).status,
    ).toBe(200)
    const token: WebhookDefinition = {
      ...plain,
      verification: { type: 'header-token', headerName: 'X-Token', secretKey: 'secret' },
    }
    const { receive: byToken } = bench(token, { config: { secret: 's' } })
    expect((await byToken(post(body, { 'x-token': 's' }))).status).toBe(200)
    expect((await byToken(post(body, { 'x-token': 't' }))).status).toBe(401)
    expect((await byToken(post(body))).status).toBe(401)
  })

  test('the tenant’s secret comes before the app’s', async () => {
    const { receive, events } = bench(
      { ...signed, tenant: { source: 'body', path: '$.store' } },
      {
        config: { secret: 'of-the-app' },
        credentials: (tenant) => (tenant === '1' ? { secret: 'of-store-1' } : {}),
      },
    )
    const status = async (store: number, secret: string): Promise<number> => {
      const body = JSON.stringify({ event: 'a', store })
      return (await receive(await signSample('https://a.example', signed, { secret, body }))).status
    }
    expect(await status(1, 'of-store-1')).toBe(200)
    expect(await status(1, 'of-the-app')).toBe(401)
    expect(await status(2, 'of-the-app')).toBe(200)
    expect(events.map(({ tenant }) => tenant)).toEqual(['1', '2'])
  })

  test('without verification the object is refused with what to write', () => {
    const fragment = { eventExtraction: { source: 'body', path: '$.event' } } as never
    expect(() => createWebhookReceiver(fragment, { handlers: {} })).toThrow("type: 'none'")
    expect(pathOf(() => createWebhookReceiver(fragment, { handlers: {} }))).toBe('verification')
  })
})

describe('response', () => {
  test.each([
    [
      { statusCode: 200, body: { ok: true } },
      200,
      '{"ok":true}',
      'application/json; charset=utf-8',
    ],
    [{ statusCode: 202, body: 'thanks' }, 202, 'thanks', 'text/plain; charset=utf-8'],
    [{ statusCode: 204, body: { ok: true } }, 204, '', null],
    [{ statusCode: 202 }, 202, '{"ok":true}', 'application/json; charset=utf-8'],
  ])('%j', async (response, status, text, type) => {
    const { receive, reasons } = bench({ ...plain, response }, { handlers: { known: () => {} } })
    for (const event of ['known', 'known', 'unknown']) {
      const answer = await receive(postJson({ event, id: 1 }))
      expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
        status,
        text,
        type,
      ])
    }
    expect(reasons()).toEqual(['accepted', 'duplicate', 'uninteresting'])
  })
})
