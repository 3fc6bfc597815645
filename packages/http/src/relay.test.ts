import { describe, expect, it } from 'vitest'
import { testClock } from '../test/fakes/clock.js'
import { fakeEventBridge } from '../test/fakes/event-bridge.js'
import { failureOf } from '../test/fakes/failure.js'
import { type Reply, serve, serveHandler } from '../test/fakes/serve.js'
import { createEventBridge, eventBridgeCodes } from './event-bridge.js'
import { createEventBridgeRelay, type EventBridgeRelayOptions, type Handler } from './relay.js'

const page = 'https://shop.example'
const session = { appId: 'shop', clientId: 'super-app', user: 'u1' }
const event = { event_type: 'order_created', payload: { id: 1 } }

function relayTo(baseUrl: string, options: Partial<EventBridgeRelayOptions> = {}): Handler {
  return createEventBridgeRelay({
    baseUrl,
    authenticate: () => session,
    allowedOrigins: [page],
    clock: testClock(),
    ...options,
  })
}

function post(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request('https://api.shop.example/bridge', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: page, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function answerOf(relay: Handler, request: Request) {
  const response = await relay(request)
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, body }
}

describe('createEventBridgeRelay()', () => {
  it('adds app and host of the session, and gives what the host answered', async () => {
    const platform = await fakeEventBridge({ reply: { transaction: 't1' } })
    const { status, body, headers } = await answerOf(relayTo(platform.url), post(event))
    expect([status, body]).toEqual([200, { transaction: 't1' }])
    expect(headers.get('access-control-allow-origin')).toBe(page)
    expect(headers.get('vary')).toBe('Origin')
    expect(JSON.parse(platform.requests[0]?.body ?? '')).toEqual({
      app_id: 'shop',
      client_id: 'super-app',
      ...event,
    })
  })

  it('signs; the page knows no secret', async () => {
    const platform = await fakeEventBridge({ signingSecret: 's3cret' })
    const sign = { algorithm: 'HMAC', hash: 'SHA-256', key: 's3cret', encoding: 'hex' } as const
    expect(await answerOf(relayTo(platform.url, { sign }), post(event))).toMatchObject({
      status: 200,
    })
    const wrong = relayTo(platform.url, { sign: { ...sign, key: 'another' } })
    expect(await answerOf(wrong, post(event))).toMatchObject({
      status: 400,
      body: { error_code: 'UNAUTHORIZED' },
    })
  })

  it('puts what the session knows into the payload', async () => {
    const platform = await fakeEventBridge()
    const relay = relayTo(platform.url, {
      payload: (given, { user }) => ({ ...given, user }),
    })
    await answerOf(relay, post({ ...event, payload: { id: 1, user: 'somebody else' } }))
    expect(JSON.parse(platform.requests[0]?.body ?? '').payload).toEqual({ id: 1, user: 'u1' })
  })

  it('refuses who is not signed in', async () => {
    const platform = await fakeEventBridge()
    const relay = relayTo(platform.url, { authenticate: () => undefined })
    expect(await answerOf(relay, post(event))).toMatchObject({
      status: 401,
      body: { error_code: 'UNAUTHORIZED' },
    })
    expect(platform.requests).toEqual([])
  })

  it.each(['app_id', 'client_id'])('refuses another %s than that of the session', async (field) => {
    const platform = await fakeEventBridge()
    const request = post({ ...event, [field]: 'another' })
    expect(await answerOf(relayTo(platform.url), request)).toMatchObject({
      status: 401,
      body: { error_code: 'UNAUTHORIZED' },
    })
    expect(platform.requests).toEqual([])
  })

  it.each([
    ['no JSON', 'x'],
    ['a list', []],
    ['no type', { payload: {} }],
    ['a payload that is a list', { ...event, payload: [1] }],
  ])('refuses %s', async (_, body) => {
    const platform = await fakeEventBridge()
    expect(await answerOf(relayTo(platform.url), post(body))).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_EVENT_DATA', error_message: expect.any(String) },
    })
    expect(platform.requests).toEqual([])
  })

  it.each<[string, () => Request, number]>([
    ['a page that is not listed', () => post(event, { Origin: 'https://evil.example' }), 403],
    ['what a form can send', () => post(event, { 'Content-Type': 'text/plain' }), 415],
    ['another method', () => new Request('https://api.shop.example/bridge'), 405],
    ['a body over the limit', () => post({ ...event, payload: { text: 'x'.repeat(999) } }), 413],
  ])('refuses %s', async (_, makeRequest, status) => {
    const platform = await fakeEventBridge()
    const relay = relayTo(platform.url, { maxBytes: 900 })
    expect(await answerOf(relay, makeRequest())).toMatchObject({ status })
    expect(platform.requests).toEqual([])
  })

  it('tells a page that is not listed nothing that it could read', async () => {
    const response = await relayTo('https://bridge.example')(
      post(event, { Origin: 'https://evil.example' }),
    )
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('answers a preflight', async () => {
    const ask = (origin: string): Promise<Response> =>
      relayTo('https://bridge.example')(
        new Request('https://api.shop.example/bridge', {
          method: 'OPTIONS',
          headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
        }),
      )
    const response = await ask(page)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(page)
    expect(response.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
    expect((await ask('https://evil.example')).status).toBe(403)
  })

  it.each(['*', 'https://shop.example/', 'http://shop.example', 'shop.example'])(
    'refuses %s among allowedOrigins',
    (origin) => {
      expect(() => relayTo('https://bridge.example', { allowedOrigins: [origin] })).toThrow(
        expect.objectContaining({ code: 'INVALID_PAYLOAD' }),
      )
    },
  )

  it('takes a key for its user alone', async () => {
    const platform = await fakeEventBridge()
    const keyed = (): Request => post(event, { 'Idempotency-Key': '"order-1"' })
    const other = { ...session, user: 'u1/order-1' }
    await answerOf(relayTo(platform.url), keyed())
    await answerOf(relayTo(platform.url, { authenticate: () => other }), keyed())
    expect(platform.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      '"u1/order-1"',
      '"u1%2Forder-1/order-1"',
    ])
    expect(
      await answerOf(relayTo(platform.url), post(event, { 'Idempotency-Key': '"a' })),
    ).toMatchObject({ status: 400, body: { error_code: 'INVALID_EVENT_DATA' } })
  })

  it.each(eventBridgeCodes)('passes %s on with its fields', async (code) => {
    const body = { error_code: code, error_message: 'why', hint: 'h' }
    const platform = await serve((): Reply => ({ status: 400, body }))
    expect(await answerOf(relayTo(platform.url), post(event))).toMatchObject({ status: 400, body })
  })

  it.each<[Reply, number, string]>([
    [{ status: 500, body: { secret: 'inside' } }, 502, 'HTTP_ERROR'],
    [{ status: 404, body: 'inside' }, 503, 'HTTP_ERROR'],
    [{ status: 429, headers: { 'Retry-After': '120' } }, 429, 'RATE_LIMITED'],
  ])('hides what is wrong inside: %j', async (reply, status, code) => {
    const platform = await serve(() => reply)
    const errors: unknown[] = []
    const relay = relayTo(platform.url, { onError: (error) => errors.push(error) })
    const answer = await answerOf(relay, post(event))
    expect(answer).toMatchObject({ status, body: { error_code: code } })
    expect(JSON.stringify(answer.body)).not.toContain('inside')
    expect(errors).toMatchObject([{ code: 'HTTP_ERROR' }])
    if (status === 429) expect(answer.headers.get('retry-after')).toBe('120')
  })

  it('hides what its own parts throw', async () => {
    const errors: unknown[] = []
    const relay = relayTo('https://bridge.example', {
      authenticate: () => {
        throw new Error('database at 10.0.0.1')
      },
      onError: (error) => errors.push(error),
    })
    const { status, body } = await answerOf(relay, post(event))
    expect([status, body.error_code]).toEqual([500, 'HANDLER_FAILED'])
    expect(JSON.stringify(body)).not.toContain('10.0.0.1')
    expect(errors).toMatchObject([{ message: 'database at 10.0.0.1' }])
  })

  it('is what createEventBridge({ url }) talks to', async () => {
    const platform = await fakeEventBridge({ errorCode: 'INTEGRATION_DISABLED' })
    const relay = relayTo(platform.url, { allowedOrigins: [] })
    const server = await serveHandler(relay)
    const bridge = createEventBridge({ url: server.url })
    const send = bridge.send({ ...session, type: 'order_created', payload: {} })
    expect(await failureOf(send)).toMatchObject({
      code: 'INTEGRATION_DISABLED',
      message: 'because of INTEGRATION_DISABLED',
    })
  })
})
