import { describe, expect, it } from 'vitest'
import { testClock } from '../test/fakes/clock.js'
import { fakeEventBridge, superApp } from '../test/fakes/event-bridge.js'
import { failureOf, shown } from '../test/fakes/failure.js'
import { serve } from '../test/fakes/serve.js'
import type { CallLog } from './caller.js'
import { createEventBridge, eventBridgeCodes } from './event-bridge.js'

const order = { appId: 'shop', clientId: 'super-app', type: 'order_created', payload: { id: 1 } }

describe('createEventBridge()', () => {
  it('posts the four fields, and gives what the host answered', async () => {
    const platform = await fakeEventBridge({ reply: { transaction: 't1' } })
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp' })
    await expect(bridge.send(order)).resolves.toEqual({ transaction: 't1' })
    const [request] = platform.requests
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/event-bridge/miniapp/' })
    expect(request?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(request?.body ?? '')).toEqual({
      app_id: 'shop',
      client_id: 'super-app',
      event_type: 'order_created',
      payload: { id: 1 },
    })
  })

  it('sends as a host app with its credentials', async () => {
    const miniapp = await serve(() => ({ body: { seen: true } }))
    const receiver = { url: miniapp.url, appId: 'shop', secretKey: 'secret' }
    const platform = await fakeEventBridge({ receiver })
    const credentials = { id: superApp.clientId, secret: superApp.secretKey, prefix: 'Token' }
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'hostapp', credentials })
    await expect(bridge.send(order)).resolves.toEqual({ seen: true })
  })

  it('takes a base address with a path and a slash at its end', async () => {
    const platform = await serve(() => ({ body: {} }))
    const bridge = createEventBridge({ baseUrl: `${platform.url}/eu/`, from: 'hostapp' })
    await bridge.send(order)
    expect(platform.requests[0]?.path).toBe('/eu/api/v1/event-bridge/hostapp/')
  })

  it('posts to exactly the address of a relay, with its headers', async () => {
    const relay = await serve(() => ({ body: {} }))
    const headers = (): Record<string, string> => ({ Authorization: 'Bearer mine' })
    const bridge = createEventBridge({ url: `${relay.url}/bridge?v=1`, headers })
    await bridge.send(order)
    expect(relay.requests[0]).toMatchObject({
      path: '/bridge?v=1',
      headers: { authorization: 'Bearer mine' },
    })
  })

  it.each(['http://bridge.example', 'ftp://bridge.example', 'bridge.example', '', undefined])(
    'refuses the address %s',
    (baseUrl) => {
      expect(() => createEventBridge({ baseUrl: baseUrl as string, from: 'miniapp' })).toThrow(
        expect.objectContaining({
          code: 'INVALID_PAYLOAD',
          message: expect.stringMatching(/^baseUrl .*https:/),
        }),
      )
    },
  )

  it('refuses an address with a password in it', () => {
    const baseUrl = 'https://me:PASSWORD@bridge.example'
    expect(() => createEventBridge({ baseUrl, from: 'miniapp' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_PAYLOAD',
        message: expect.not.stringContaining('PASSWORD'),
      }),
    )
  })

  it.each(['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1', 'https://bridge.example'])(
    'takes the address %s',
    (baseUrl) => {
      expect(() => createEventBridge({ baseUrl, from: 'miniapp' })).not.toThrow()
    },
  )

  it.each([
    ['appId', { ...order, appId: '' }],
    ['clientId', { ...order, clientId: 5 }],
    ['type', { ...order, type: undefined }],
    ['payload', { ...order, payload: [1] }],
    ['payload', { ...order, payload: 'text' }],
    ['payload', { ...order, payload: null }],
    ['payload', { ...order, payload: new Map() }],
    ['payload: member "at"', { ...order, payload: { at: new Date() } }],
    ['payload: member "sum"', { ...order, payload: { deep: { sum: Number.NaN } } }],
    ['payload', { ...order, payload: { big: 1n } }],
  ])('refuses a wrong %s before anything is sent', async (field, event) => {
    const platform = await fakeEventBridge()
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp' })
    const error = await failureOf(bridge.send(event as typeof order))
    expect(error).toMatchObject({ code: 'INVALID_PAYLOAD', data: { path: field } })
    expect(error.message.startsWith(field)).toBe(true)
    expect(platform.requests).toEqual([])
  })

  it('says what to do with a payload that is no object', async () => {
    const bridge = createEventBridge({ baseUrl: 'http://localhost:1', from: 'miniapp' })
    const error = await failureOf(bridge.send({ ...order, payload: [1] }))
    expect(error.message).toBe('payload must be an object. Put it into one: { value: … }')
  })

  it.each(eventBridgeCodes)('gives the code %s with the other fields in data', async (code) => {
    const platform = await serve(() => ({
      status: 400,
      body: { error_code: code, error_message: 'why it is so', hint: 'h', nested: { a: 1 } },
    }))
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp' })
    const error = await failureOf(bridge.send(order))
    expect(error).toMatchObject({
      code,
      message: 'why it is so',
      data: { status: 400, hint: 'h', nested: { a: 1 } },
      outcome: code === 'EVENT_DELIVERY_FAILED' ? 'unknown' : 'none',
    })
    expect(platform.requests).toHaveLength(1)
  })

  it("takes a host's own error_code in a success for a reply", async () => {
    const platform = await fakeEventBridge({ reply: { error_code: 'UNAUTHORIZED' } })
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp' })
    await expect(bridge.send(order)).resolves.toEqual({ error_code: 'UNAUTHORIZED' })
  })

  it.each([
    [404, '<h1>Not found</h1>', /answered 404\. Check the address/],
    [301, '', /answered 301\. It redirects/],
    [400, { error_code: 'SOMETHING_NEW' }, /answered 400\. Correct the request/],
    [200, '<h1>Welcome</h1>', /without JSON\. Check baseUrl/],
  ])('makes an HTTP_ERROR of status %i with %j', async (status, body, message) => {
    const headers = { Location: 'https://elsewhere.example/' }
    const platform = await serve(() => ({ status, body, headers }))
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp' })
    const error = await failureOf(bridge.send(order))
    expect(error).toMatchObject({
      code: 'HTTP_ERROR',
      message: expect.stringMatching(message),
      data: { status },
    })
  })

  it('shows no secret in errors and logs, whatever the server says', async () => {
    const secret = 'host-secret'
    const platform = await serve(({ headers }) => ({
      status: 400,
      body: {
        error_code: 'UNAUTHORIZED',
        error_message: `bad secret ${secret}`,
        token: 'of-somebody',
        header: headers.authorization,
        was: secret,
      },
    }))
    const logs: CallLog[] = []
    const bridge = createEventBridge({
      baseUrl: `${platform.url}?apiSecret=${secret}`,
      from: 'hostapp',
      credentials: { id: 'super-app', secret },
      log: (entry) => logs.push(entry),
    })
    const error = await failureOf(bridge.send(order))
    expect(shown(error)).not.toContain(secret)
    expect(shown(error)).not.toContain('of-somebody')
    expect(shown(error)).not.toContain(Buffer.from(`super-app:${secret}`).toString('base64'))
    expect(logs).toEqual([
      {
        method: 'POST',
        url: `${platform.url}/api/v1/event-bridge/hostapp/`,
        attempt: 1,
        status: 400,
        duration: expect.any(Number),
      },
    ])
  })
})

describe('what the Event Bridge client repeats', () => {
  it.each([
    ['a broken connection', 'drop' as const],
    ['a 500', { status: 500 }],
    ['a 503', { status: 503, body: { error_code: 'NOT_ONE_OF_OURS' } }],
    ['a 429', { status: 429 }],
  ])('%s', async (_, trouble) => {
    const platform = await fakeEventBridge({ reply: { done: true } })
    platform.troubles.push(trouble, trouble)
    const clock = testClock()
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp', clock })
    await expect(bridge.send(order)).resolves.toEqual({ done: true })
    expect(platform.requests).toHaveLength(3)
    expect(clock.slept).toEqual([225, 450])
  })

  it.each(eventBridgeCodes)('not %s', async (code) => {
    const platform = await fakeEventBridge({ errorCode: code })
    const bridge = createEventBridge({ baseUrl: platform.url, from: 'miniapp', clock: testClock() })
    // The fake refuses only bodies that are right with codes other than this one.
    await failureOf(bridge.send(order))
    expect(platform.requests).toHaveLength(1)
  })

  it('EVENT_DELIVERY_FAILED when asked to, and no other code', async () => {
    const counts: Record<string, number> = {}
    for (const errorCode of eventBridgeCodes) {
      const platform = await fakeEventBridge({ errorCode })
      const bridge = createEventBridge({
        baseUrl: platform.url,
        from: 'miniapp',
        clock: testClock(),
        retryDeliveryFailed: true,
        retry: { retries: 2 },
      })
      await failureOf(bridge.send(order))
      counts[errorCode] = platform.requests.length
    }
    expect(counts).toEqual({
      INVALID_EVENT_DATA: 1,
      UNAUTHORIZED: 1,
      INTEGRATION_DISABLED: 1,
      EVENT_RECEIVER_DISABLED: 1,
      EVENT_DELIVERY_FAILED: 3,
    })
  })

  it('at most once: only what surely was not done', async () => {
    const counts: unknown[] = []
    for (const trouble of ['drop', { status: 500 }, { status: 429 }] as const) {
      const platform = await fakeEventBridge()
      platform.troubles.push(trouble)
      const bridge = createEventBridge({
        baseUrl: platform.url,
        from: 'miniapp',
        clock: testClock(),
        delivery: 'at-most-once',
      })
      const error = await bridge.send(order).then(
        () => undefined,
        (error) => error,
      )
      counts.push([platform.requests.length, error?.code, error?.outcome])
    }
    expect(counts).toEqual([
      [1, 'HTTP_ERROR', 'unknown'],
      [1, 'HTTP_ERROR', 'unknown'],
      [2, undefined, undefined],
    ])
  })

  it('at most once, where nobody listens: the connection never came about', async () => {
    const platform = await fakeEventBridge()
    await platform.close()
    const clock = testClock()
    const baseUrl = platform.url
    const bridge = createEventBridge({ baseUrl, from: 'miniapp', clock, delivery: 'at-most-once' })
    const error = await failureOf(bridge.send(order))
    expect(error).toMatchObject({
      code: 'HTTP_ERROR',
      message: `${new URL(baseUrl).host} could not be reached (ECONNREFUSED)`,
      outcome: 'none',
      retryable: true,
    })
    expect(clock.slept).toHaveLength(3)
  })

  it('with the same Idempotency-Key and a signature of its own each time', async () => {
    const platform = await fakeEventBridge()
    platform.troubles.push({ status: 500 })
    const bridge = createEventBridge({
      baseUrl: platform.url,
      from: 'miniapp',
      clock: testClock(),
      sign: {
        algorithm: 'HMAC',
        hash: 'SHA-256',
        key: 'k',
        payload: '{timestamp}.{nonce}.{payload}',
        nonceLength: 16,
        timespec: 'milliseconds',
      },
    })
    await bridge.send(order, { key: 'order "1"' })
    const [first, second] = platform.requests.map(({ headers }) => headers)
    expect(first?.['idempotency-key']).toBe('"order \\"1\\""')
    expect(second?.['idempotency-key']).toBe(first?.['idempotency-key'])
    for (const header of ['x-signature', 'x-timestamp', 'x-nonce'])
      expect(second?.[header]).not.toBe(first?.[header])
  })
})
