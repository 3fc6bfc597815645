import { createServer } from 'node:net'
import { createEventBridge } from '@drawbridge/http/event-bridge'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import { serve } from '../../http/test/fakes/serve.js'
import { fromHost, fromMiniapp, order, secrets, start, wholeConfig } from '../test/start.js'
import type { PlatformConfig } from './index.js'

const code = (error_code: string) => ({ status: 400, body: { error_code } })

describe('an event', () => {
  it('goes from a miniapp to the host, whose JSON comes back', async () => {
    const started = await start({ reply: () => ({ body: { transaction: 't1' } }) })
    const { status, body, headers } = await fromMiniapp(started)
    expect([status, body]).toEqual([200, { transaction: 't1' }])
    expect(headers.get('content-type')).toBe('application/json')
    const [request] = started.host.requests
    expect(request).toMatchObject({ method: 'POST', path: '/events' })
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`super-app:${secrets.superApp}`)}`,
    })
    expect(JSON.parse(request?.body ?? '')).toEqual(order)
    expect(started.miniapp.requests).toEqual([])
  })

  it('goes from a host to the miniapp', async () => {
    const started = await start({ reply: () => ({ body: { seen: true } }) })
    expect(await fromHost(started)).toMatchObject({ status: 200, body: { seen: true } })
    const [request] = started.miniapp.requests
    expect(request?.headers.authorization).toBe(`Basic ${btoa(`shop:${secrets.shop}`)}`)
    expect(JSON.parse(request?.body ?? '')).toEqual(order)
    expect(started.host.requests).toEqual([])
  })

  it('goes both ways with the clients', async () => {
    const started = await start()
    const event = { appId: 'shop', clientId: 'super-app', type: 'x', payload: {} }
    const shop = createEventBridge({ baseUrl: started.url, from: 'miniapp' })
    await expect(shop.send(event)).resolves.toEqual({ ok: true })
    const credentials = { id: 'super-app', secret: secrets.superApp, prefix: 'Token' }
    const host = createEventBridge({ baseUrl: started.url, from: 'hostapp', credentials })
    await expect(host.send(event)).resolves.toEqual({ ok: true })
  })

  it.each(['{"id":12345678901234567890}', 'null', '"text"', '[1, 2]', '{"error_code":"MINE"}'])(
    'brings back %s letter by letter',
    async (reply) => {
      const started = await start({ reply: () => ({ body: reply }) })
      expect(await fromMiniapp(started)).toMatchObject({ status: 200, text: reply })
    },
  )

  it('means the same at the receiver, whatever is written twice', async () => {
    const started = await start()
    const text = JSON.stringify(order).replace('{', '{"app_id":"another","client_id":"another",')
    expect((await fromMiniapp(started, text)).status).toBe(200)
    expect(started.host.requests[0]?.body).not.toContain('another')
  })

  it('has a receiver with credentials of its own', async () => {
    const credentials = { id: 'me', secret: 'mine', prefix: 'Token' }
    const started = await start({
      config: (urls) => {
        const config = wholeConfig(urls)
        const hosts = [{ ...config.hosts[0], receiver: { url: urls.host, credentials } }]
        return { ...config, hosts } as PlatformConfig
      },
    })
    await fromMiniapp(started)
    expect(started.host.requests[0]?.headers.authorization).toBe(`Token ${btoa('me:mine')}`)
  })
})

describe('the first thing that is wrong decides', () => {
  it('each of five after the other, always with status 400', async () => {
    const nothing: PlatformConfig = {}
    const started = await start({ config: () => nothing })
    const { platform, host } = started
    const answers: unknown[] = []
    const ask = async (body: unknown = order): Promise<void> => {
      const { status, body: said } = await fromMiniapp(started, body)
      const { error_code, error_message } = said as Record<string, string>
      expect(error_message).not.toBe('')
      answers.push([status, error_code])
    }
    // Everything is wrong; then one thing after the other is put right.
    await ask({ ...order, payload: [] })
    await ask()
    const shop = { appId: 'shop', secretKey: 's', allowedAddresses: ['127.0.0.1'] }
    platform.setMiniapp(shop)
    await ask()
    platform.setPartnership({ appId: 'shop', clientId: 'super-app' })
    await ask()
    host.troubles.push({ status: 500 })
    const receiver = { url: host.url }
    platform.setHost({ clientId: 'super-app', secretKey: 's', receiver })
    await ask()
    expect(answers).toEqual([
      [400, 'INVALID_EVENT_DATA'],
      [400, 'UNAUTHORIZED'],
      [400, 'INTEGRATION_DISABLED'],
      [400, 'EVENT_RECEIVER_DISABLED'],
      [400, 'EVENT_DELIVERY_FAILED'],
    ])
    expect((await fromMiniapp(started)).status).toBe(200)
  })
})

describe('INVALID_EVENT_DATA', () => {
  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'The body'],
    ['a list', [order], 'The body'],
    ['no app_id', { ...order, app_id: undefined }, 'app_id'],
    ['a client_id that is a number', { ...order, client_id: 5 }, 'client_id'],
    ['an empty event_type', { ...order, event_type: '' }, 'event_type'],
    ['an event_type that is too long', { ...order, event_type: 'x'.repeat(257) }, 'event_type'],
    ['no payload', { ...order, payload: undefined }, 'payload'],
    ['a payload that is a list', { ...order, payload: [1] }, 'payload'],
    ['a payload that is null', { ...order, payload: null }, 'payload'],
  ])('is the answer to %s', async (_, body, field) => {
    const started = await start()
    const answer = await fromMiniapp(started, body)
    expect(answer).toMatchObject(code('INVALID_EVENT_DATA'))
    expect((answer.body as { error_message: string }).error_message.startsWith(field)).toBe(true)
    expect(started.host.requests).toEqual([])
  })

  it('is the answer to what a form of any page could send', async () => {
    const started = await start()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect(await fromMiniapp(started, order, { 'Content-Type': type })).toMatchObject(
        code('INVALID_EVENT_DATA'),
      )
  })
})

describe('INTEGRATION_DISABLED', () => {
  it.each<[string, PlatformConfig['partnerships']]>([
    ['no partnership', []],
    ['one that is off', [{ appId: 'shop', clientId: 'super-app', enabled: false }]],
    ['one with another host', [{ appId: 'shop', clientId: 'other' }]],
  ])('is the answer with %s, in both directions', async (_, partnerships = []) => {
    const started = await start({ config: (urls) => ({ ...wholeConfig(urls), partnerships }) })
    expect(await fromMiniapp(started)).toMatchObject(code('INTEGRATION_DISABLED'))
    expect(await fromHost(started)).toMatchObject(code('INTEGRATION_DISABLED'))
  })

  it('begins and ends while the platform runs', async () => {
    const started = await start()
    const pair = { appId: 'shop', clientId: 'super-app' }
    started.platform.setPartnership({ ...pair, enabled: false })
    expect(await fromMiniapp(started)).toMatchObject(code('INTEGRATION_DISABLED'))
    started.platform.setPartnership(pair)
    expect((await fromMiniapp(started)).status).toBe(200)
  })
})

describe('EVENT_RECEIVER_DISABLED', () => {
  it.each<[string, (url: string) => object]>([
    ['no receiver', () => ({})],
    ['one that is off', (url) => ({ receiver: { url, enabled: false } })],
  ])('is the answer with %s', async (_, more) => {
    const started = await start()
    const { platform, host, miniapp } = started
    platform.setHost({ clientId: 'super-app', secretKey: secrets.superApp, ...more(host.url) })
    expect(await fromMiniapp(started)).toMatchObject(code('EVENT_RECEIVER_DISABLED'))
    platform.setMiniapp({ appId: 'shop', secretKey: 's', ...more(miniapp.url) })
    expect(await fromHost(started)).toMatchObject(code('EVENT_RECEIVER_DISABLED'))
    expect([...host.requests, ...miniapp.requests]).toEqual([])
  })
})

describe('EVENT_DELIVERY_FAILED', () => {
  it.each([201, 204, 302, 400, 401, 404, 500, 503])(
    'is the answer to status %i',
    async (status) => {
      const elsewhere = await serve(() => ({ body: { leaked: true } }))
      const headers = { Location: elsewhere.url }
      const started = await start({
        reply: () => ({ status, headers, body: status === 204 ? '' : {} }),
      })
      const answer = await fromMiniapp(started)
      expect(answer).toMatchObject(code('EVENT_DELIVERY_FAILED'))
      expect(answer.text).toContain(String(status))
      expect(elsewhere.requests).toEqual([])
    },
  )

  it.each(['', '<p>thanks</p>', '{"a":1', 'OK'])('is the answer to %j', async (body) => {
    const started = await start({ reply: () => ({ body }) })
    expect(await fromMiniapp(started)).toMatchObject(code('EVENT_DELIVERY_FAILED'))
  })

  it('is the answer when nobody listens there', async () => {
    const started = await start()
    await started.host.close()
    const answer = await fromMiniapp(started)
    expect(answer).toMatchObject(code('EVENT_DELIVERY_FAILED'))
    expect(answer.text).toContain('could not be reached')
    expect(answer.text).not.toContain('127.0.0.1')
  })

  it('is the answer when the connection breaks, or what speaks there is no HTTP', async () => {
    const started = await start()
    started.host.troubles.push('drop', 'cut')
    expect(await fromMiniapp(started)).toMatchObject(code('EVENT_DELIVERY_FAILED'))
    expect(await fromMiniapp(started)).toMatchObject(code('EVENT_DELIVERY_FAILED'))
    const server = createServer((socket) => socket.end('SSH-2.0-x\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const receiver = { url: `http://127.0.0.1:${port}` }
    started.platform.setHost({ clientId: 'super-app', secretKey: 's', receiver })
    expect(await fromMiniapp(started)).toMatchObject(code('EVENT_DELIVERY_FAILED'))
  })

  it('is the answer when the receiver takes too long', async () => {
    const clock = testClock()
    const started = await start({ clock })
    started.host.troubles.push(() => {
      clock.fire()
      return 'silence'
    })
    const answer = await fromMiniapp(started)
    expect(answer).toMatchObject(code('EVENT_DELIVERY_FAILED'))
    expect(answer.text).toContain('did not answer within 10000 ms')
  })
})

it.each<[string, string, number]>([
  ['POST', '/api/v1/event-bridge/miniapp', 404],
  ['POST', '/api/v1/event-bridge/', 404],
  ['GET', '/api/v1/event-bridge/miniapp/', 404],
])('there is nothing for %s %s', async (method, path, status) => {
  const { url } = await start()
  expect((await fetch(url + path, { method })).status).toBe(status)
})
