// The examples of the definition's documentation, as they stand there.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { bench, pathOf, plain, post, postJson, signed } from '../test/deliveries.js'
import { createWebhookReceiver, type WebhookDefinition } from './index.js'
import { signSample } from './sign.js'

afterEach(() => void vi.useRealTimers())

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

describe('challenge', () => {
  const challengeResponse = {
    identifyField: 'type',
    identifyValue: 'url_verification',
    challengePath: '$.challenge',
    responseField: 'challenge',
  }
  const challenge = { type: 'url_verification', challenge: 'abc123' }

  test('is answered in the named field', async () => {
    const { receive, events } = bench({ ...plain, challengeResponse })
    const response = await receive(postJson(challenge))
    expect([response.status, await response.json()]).toEqual([200, { challenge: 'abc123' }])
    expect(events).toEqual([])
  })

  test('is answered as plain text without one, never as HTML', async () => {
    const { responseField: _, ...raw } = challengeResponse
    const { receive } = bench({ ...plain, challengeResponse: raw })
    const response = await receive(postJson({ ...challenge, challenge: '<script>' }))
    expect(await response.text()).toBe('<script>')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('is verified like everything else, unless the definition says otherwise', async () => {
    const config = { secret: 's' }
    const { receive } = bench({ ...signed, challengeResponse }, { config })
    expect((await receive(postJson(challenge))).status).toBe(401)
    const open = { ...challengeResponse, unverified: true }
    const { receive: lax, reasons } = bench({ ...signed, challengeResponse: open }, { config })
    expect((await lax(postJson(challenge))).status).toBe(200)
    expect((await lax(postJson(challenge, { 'x-signature': 'ab' }))).status).toBe(401)
    expect((await lax(postJson({ event: 'a' }))).status).toBe(401)
    expect(reasons()).toEqual(['challenge', 'signature-wrong', 'signature-missing'])
  })

  test.each([[{}], [['x']], [null], [''], ['x'.repeat(1_001)]])(
    '%j is not echoed',
    async (value) => {
      const { receive, reasons } = bench({ ...plain, challengeResponse })
      const response = await receive(postJson({ ...challenge, challenge: value }))
      expect([response.status, await response.text()]).toEqual([400, ''])
      expect(reasons()).toEqual(['challenge-invalid'])
    },
  )

  test('a handshake by GET echoes its parameter, with the token where there is one', async () => {
    const dropbox = { ...plain, challengeResponse: { get: { challengeParam: 'challenge' } } }
    const response = await bench(dropbox).receive(new Request('https://a.example/?challenge=xyz'))
    expect(await response.text()).toBe('xyz')
    const get = {
      challengeParam: 'hub.challenge',
      tokenParam: 'hub.verify_token',
      secretKey: 'verifyToken',
    }
    const { receive } = bench(
      { ...plain, challengeResponse: { get } },
      { config: { verifyToken: 't' } },
    )
    const ask = (query: string) =>
      receive(new Request(`https://a.example/?hub.challenge=1&${query}`))
    expect(await (await ask('hub.verify_token=t')).text()).toBe('1')
    expect((await ask('hub.verify_token=u')).status).toBe(401)
    expect((await ask('')).status).toBe(401)
  })
})

describe('customers', () => {
  const customerExtraction = {
    basePath: '$.data.customer',
    mapping: {
      firstName: 'first_name',
      lastName: 'last_name',
      primaryEmail: 'email',
      primaryPhone: 'mobile',
      code: 'id',
    },
    overrides: {
      'customer.created': { basePath: '$.data' },
      'abandoned.cart': { basePath: '$.data.customer' },
    },
  } as const
  const person = { first_name: 'Ada', last_name: 'L', email: 'a@b.c', mobile: 5, id: 9 }
  const expected = {
    firstName: 'Ada',
    lastName: 'L',
    primaryEmail: 'a@b.c',
    primaryPhone: '5',
    code: '9',
  }

  test.each([
    ['order.created', { customer: person }],
    ['customer.created', person],
    ['abandoned.cart', { customer: person }],
  ])('of %s', async (event, data) => {
    const getOrCreate = vi.fn(async () => ({ _id: 'c1' }))
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      { customers: { getOrCreate } },
    )
    await receive(postJson({ event, data }))
    expect(getOrCreate.mock.calls).toEqual([
      [expected, { ns: 'default', tenant: undefined, event }],
    ])
    expect(events[0]?.customer).toEqual({ _id: 'c1' })
  })

  const all = {
    firstName: 'a',
    lastName: 'b',
    primaryEmail: 'c',
    primaryPhone: 'd',
    code: 'e',
    avatar: 'f',
    sex: 'g',
    birthDate: 'h',
    position: 'i',
    department: 'j',
    state: 'k',
  } as const
  const extract = async (customer: object): Promise<unknown> => {
    const seen: unknown[] = []
    const { receive } = bench(
      { ...plain, customerExtraction: { mapping: all } },
      { customers: { getOrCreate: (each) => void seen.push(each) } },
    )
    await receive(postJson({ event: 'x', ...customer }))
    return seen[0]
  }

  test('has eleven fields, each with its type', async () => {
    expect(
      await extract({
        a: 'A',
        b: 'B',
        c: 'C',
        d: 12,
        e: 34,
        f: 'https://a.example/a.png',
        g: '1',
        h: '1815-12-10',
        i: 'I',
        j: 'J',
        k: 'Lead',
      }),
    ).toEqual({
      firstName: 'A',
      lastName: 'B',
      primaryEmail: 'C',
      primaryPhone: '12',
      code: '34',
      avatar: 'https://a.example/a.png',
      sex: 1,
      birthDate: new Date('1815-12-10T00:00:00Z'),
      position: 'I',
      department: 'J',
      state: 'lead',
    })
  })

  test.each([
    ['2000-02-31', undefined],
    ['10/12/1815', undefined],
    [946684800, undefined],
    ['2000-01-02 03:04:05.000000', new Date('2000-01-02T03:04:05Z')],
    ['2000-01-02T03:04:05+0100', new Date('2000-01-02T02:04:05Z')],
  ])('the birth date %j', async (h, birthDate) => {
    const rest = birthDate ? { birthDate } : {}
    expect(await extract({ a: 'A', h })).toEqual({ firstName: 'A', ...rest })
  })

  test('what is not usable is left out with a reason, and the event still comes', async () => {
    const { receive, events, log } = bench(
      { ...plain, customerExtraction: { mapping: all } },
      { customers: { getOrCreate: (customer) => customer } },
    )
    await receive(postJson({ event: 'x', a: { no: 1 }, g: 'male', k: 'king', b: 'B' }))
    expect(events[0]?.customer).toEqual({ lastName: 'B' })
    expect(log.find(({ reason }) => reason === 'customer-skipped')?.detail).toBe(
      'firstName is not usable; sex is not usable; state is not usable',
    )
  })

  test('a payload without a customer brings the event without one', async () => {
    const getOrCreate = vi.fn()
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      { customers: { getOrCreate } },
    )
    expect((await receive(postJson({ event: 'order.created' }))).status).toBe(200)
    expect([getOrCreate.mock.calls.length, events[0]?.customer]).toEqual([0, undefined])
  })

  test('a failure is repeated like any work', async () => {
    let tries = 0
    const { receive, events } = bench(
      { ...plain, customerExtraction },
      {
        customers: {
          getOrCreate() {
            if (++tries === 1) throw new Error('the database is away')
            return 'c1'
          },
        },
      },
    )
    const send = () =>
      receive(postJson({ event: 'order.created', id: 1, data: { customer: person } }))
    expect((await send()).status).toBe(503)
    expect((await send()).status).toBe(200)
    expect(events.map(({ customer }) => customer)).toEqual(['c1'])
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
