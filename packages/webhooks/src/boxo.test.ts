import { BridgeError } from '@drawbridge/core/errors'
import { describe, expect, test, vi } from 'vitest'
import { pathOf, post } from '../test/deliveries.js'
import { type BoxoReceiverOptions, createBoxoReceiver } from './boxo.js'
import type { LogEntry } from './index.js'

const authorization = 'Basic YXBwX2lkOnNlY3JldF9rZXk='
const event = {
  app_id: 'app_id',
  client_id: 'host',
  event_type: 'user_profile_updated',
  payload: { user_id: '123', updated_fields: ['email'] },
}

function start(options: Partial<BoxoReceiverOptions> = {}) {
  const log: LogEntry[] = []
  const receive = createBoxoReceiver({
    appId: 'app_id',
    secretKey: 'secret_key',
    handlers: { '*': (given) => ({ got: given }) },
    log: (entry) => void log.push(entry),
    ...options,
  })
  const send = async (
    body: unknown = event,
    headers: Record<string, string> = { authorization },
  ) => {
    const text =
      typeof body === 'string' || body instanceof ReadableStream ? body : JSON.stringify(body)
    const response = await receive(post(text, headers))
    const answer = await response.text()
    return [response.status, answer && (JSON.parse(answer) as unknown)] as const
  }
  return { receive, send, log }
}

test('the four fields reach the handler, and its JSON goes back with 200', async () => {
  const { send, log } = start()
  const { payload } = event
  expect(await send()).toEqual([
    200,
    { got: { appId: 'app_id', clientId: 'host', type: 'user_profile_updated', payload } },
  ])
  expect(log).toEqual([
    { level: 'info', reason: 'accepted', ns: 'boxo', status: 200, event: event.event_type },
  ])
})

test('a handler of one type comes before that of all, and may give anything', async () => {
  const { send } = start({
    handlers: { one: () => [1], none: () => {}, odd: () => () => {}, '*': () => 'all' },
  })
  expect(await send({ ...event, event_type: 'one' })).toEqual([200, [1]])
  expect(await send({ ...event, event_type: 'none' })).toEqual([200, {}])
  expect(await send({ ...event, event_type: 'odd' })).toEqual([200, {}])
  expect(await send({ ...event, event_type: 'toString' })).toEqual([200, 'all'])
})

describe('who does not know the secret', () => {
  test.each([
    ['nothing', {}, 'token-missing'],
    ['another secret', { authorization: `Basic ${btoa('app_id:other')}` }, 'token-wrong'],
    ['another app', { authorization: `Basic ${btoa('other:secret_key')}` }, 'token-wrong'],
    ['another scheme', { authorization: authorization.replace('Basic', 'Token') }, 'token-wrong'],
    ['no scheme', { authorization: authorization.slice('Basic '.length) }, 'token-wrong'],
    ['a truncated one', { authorization: authorization.slice(0, -2) }, 'token-wrong'],
    ['it twice', { authorization: `${authorization}, ${authorization}` }, 'token-wrong'],
  ])('%s: 401 without a word, and the body is not read', async (_, headers, reason) => {
    const { receive, log } = start()
    const request = post(JSON.stringify(event), headers as Record<string, string>)
    const response = await receive(request)
    expect([response.status, await response.text(), request.bodyUsed]).toEqual([401, '', false])
    expect(log.map((entry) => entry.reason)).toEqual([reason])
    expect(JSON.stringify(log)).not.toContain('secret_key')
  })

  test.each([[''], ['  '], [[]]])('the secret %j is refused at load', (secretKey) => {
    expect(pathOf(() => start({ secretKey }))).toBe('config.secretKey')
    expect(pathOf(() => start({ workLimitMs: 0 }))).toBe('workLimitMs')
  })
})

test('newer pages of Boxo: Token, and the client id of the host app; two secrets', async () => {
  const { send } = start({ scheme: 'Token', user: 'host', secretKey: ['new', 'old'] })
  for (const key of ['new', 'old'])
    expect((await send(event, { authorization: `Token ${btoa(`host:${key}`)}` }))[0]).toBe(200)
  expect((await send())[0]).toBe(401)
})

describe('after the credentials everything is 200', () => {
  test.each([
    ['broken JSON', '{', 'INVALID_EVENT_DATA', 'not JSON'],
    ['a body that is too large', `{"x":"${'x'.repeat(200)}"}`, 'INVALID_EVENT_DATA', 'over 200'],
    ['no object', '[]', 'INVALID_EVENT_DATA', 'app_id'],
    ['another app', { ...event, app_id: 'other' }, 'INVALID_EVENT_DATA', 'app_id'],
    ['no client', { ...event, client_id: '' }, 'INVALID_EVENT_DATA', 'client_id'],
    ['a type that is no text', { ...event, event_type: 5 }, 'INVALID_EVENT_DATA', 'event_type'],
    ['a list as payload', { ...event, payload: [] }, 'INVALID_EVENT_DATA', 'payload'],
    ['no payload', { ...event, payload: undefined }, 'INVALID_EVENT_DATA', 'payload'],
    ['an event without a handler', { ...event, event_type: 'x' }, 'NO_HANDLER', '"x"'],
  ])('%s', async (_, body, error_code, word) => {
    const { send, log } = start({ handlers: { user_profile_updated: () => 1 }, maxBodyBytes: 200 })
    expect(await send(body)).toEqual([
      200,
      { error_code, error_message: expect.stringContaining(word) },
    ])
    expect(log.map(({ level, reason, status }) => [level, reason, status])).toEqual([
      ['error', 'work-failed', 200],
    ])
  })

  test('another content type', async () => {
    const [status, answer] = await start().send('a=1', {
      authorization,
      'content-type': 'text/css',
    })
    expect([status, answer]).toEqual([
      200,
      expect.objectContaining({ error_code: 'INVALID_EVENT_DATA' }),
    ])
  })

  test('a slow body', async () => {
    const { send } = start({ bodyTimeoutMs: 20 })
    expect(await send(new ReadableStream() as never)).toEqual([
      200,
      expect.objectContaining({ error_code: 'INVALID_EVENT_DATA' }),
    ])
  })

  test('a BridgeError crosses with its words, anything else with a reference to the log', async () => {
    const handler = vi.fn()
    const { send, log } = start({ handlers: { '*': handler } })
    handler.mockRejectedValueOnce(new BridgeError('NOT_ALLOWED', 'No. Ask first'))
    expect(await send()).toEqual([
      200,
      { error_code: 'NOT_ALLOWED', error_message: 'No. Ask first' },
    ])
    handler.mockRejectedValueOnce(new Error('password hunter2'))
    const [status, answer] = await send()
    expect([status, answer]).toEqual([
      200,
      {
        error_code: 'EVENT_DELIVERY_FAILED',
        error_message: expect.not.stringContaining('hunter2'),
        reference: expect.any(String),
      },
    ])
    const { reference } = answer as { reference: string }
    expect(log.at(-1)).toMatchObject({
      detail: `reference ${reference}`,
      error: new Error('password hunter2'),
    })
    handler.mockResolvedValueOnce({ big: 1n })
    expect((await send())[1]).toMatchObject({ error_code: 'EVENT_DELIVERY_FAILED' })
  })

  test('a handler over its limit', async () => {
    const reasons: unknown[] = []
    const { send } = start({
      workLimitMs: 20,
      handlers: {
        '*': (_, { signal }) => {
          signal.addEventListener('abort', () => reasons.push(signal.reason.code))
          return new Promise(() => {})
        },
      },
    })
    expect((await send())[1]).toMatchObject({ error_code: 'EVENT_DELIVERY_FAILED' })
    expect(reasons).toEqual(['EVENT_DELIVERY_FAILED'])
  })
})

test('another method is 405', async () => {
  const response = await start().receive(
    new Request('https://a.example', { headers: { authorization } }),
  )
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
})
