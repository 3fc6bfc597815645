import { once } from 'node:events'
import { connect } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import { type Bench, bench, plain, postJson, signed, until } from '../test/deliveries.js'
import { addressOf, listen, talk } from '../test/servers.js'
import { toExpressHandler } from './express.js'
import { toHonoHandler } from './hono.js'
import { createWebhookRouter, type Receive } from './index.js'
import { toNextHandlers } from './next.js'
import { toNodeHandler } from './node.js'
import { signSample } from './sign.js'

const config = { secret: 's' }

function hono(receive: Receive, before: (app: Hono) => void = () => {}): Promise<string> {
  const app = new Hono()
  before(app)
  app.all('*', toHonoHandler(receive))
  return addressOf(serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }))
}

function expressApp(
  receive: Receive,
  before: (app: express.Express) => void = () => {},
): Promise<string> {
  const app = express()
  before(app)
  app.use('/mounted', toExpressHandler(receive))
  app.use(toExpressHandler(receive))
  return listen(app)
}

/** Sends what it would send to `url`, and gives the status. */
async function sendSample(url: string, body: string | Uint8Array): Promise<number> {
  const request = await signSample(url, signed, { secret: 's', body })
  return (await fetch(request)).status
}

const servers: [string, (receive: Receive) => Promise<string>][] = [
  ['node:http', (receive) => listen(toNodeHandler(receive))],
  ['Express', expressApp],
  ['Hono', hono],
]

describe.each(servers)('%s', (_, serve) => {
  const start = async (options: Parameters<typeof bench>[1] = {}) => {
    const made = bench(signed, { config, ...options })
    return { ...made, url: await serve(made.receive) }
  }

  test('the bytes of the wire are verified, and the answer is the configured one', async () => {
    const { url, events } = await start()
    const body = '\ufeff{"event":"a","id":1,"text":"$& é"}'
    const request = await signSample(url, signed, { secret: 's', body })
    const response = await fetch(request)
    expect([
      response.status,
      await response.text(),
      response.headers.get('content-type'),
      response.headers.get('x-content-type-options'),
    ]).toEqual([200, '{"ok":true}', 'application/json; charset=utf-8', 'nosniff'])
    expect(events.map(({ payload }) => payload)).toEqual([{ event: 'a', id: 1, text: '$& é' }])
    expect(await sendSample(url, Uint8Array.of(123, 0xff, 125))).toBe(400)
  })

  test('a body of many chunks arrives whole and in order', async () => {
    const { url, events } = await start({ maxBodyBytes: 4_000_000 })
    const list = Array.from({ length: 200_000 }, (_, at) => at)
    expect(await sendSample(url, JSON.stringify({ event: 'a', list }))).toBe(200)
    expect(events[0]?.payload).toEqual({ event: 'a', list })
  })

  test('path, query and headers reach the receiver', async () => {
    const log = vi.fn()
    const router = createWebhookRouter(
      { 'my shop': { ...plain, eventExtraction: { source: 'query', path: 'type' } } },
      { baseUrl: 'https://a.example', handlers: { paid: () => {} }, log },
    )
    const url = await serve(router)
    const send = async (path: string) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(`${url}${path}`, { method: 'POST', headers, body: '{}' })).status
    }
    expect(await send('/miniapps/my%20shop/webhooks?type=paid')).toBe(200)
    expect(await send('/miniapps/other/webhooks?type=paid')).toBe(404)
    expect(log.mock.calls.map(([{ reason, event }]) => [reason, event]).slice(-2)).toEqual([
      ['accepted', 'paid'],
      ['unknown-webhook', undefined],
    ])
  })

  test('a signature that comes twice is refused', async () => {
    const { url, reasons } = await start()
    const { headers } = await signSample(url, signed, { secret: 's', body: '{}' })
    const signature = headers.get('x-signature')
    const answer = await talk(
      url,
      `POST / HTTP/1.1\r\nHost: a\r\nX-Signature: ${signature}\r\nX-Signature: ${signature}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 401 /)
    expect(reasons()).toEqual(['signature-malformed'])
  })

  test('methods without a body', async () => {
    const { url, reasons } = await start()
    for (const method of ['GET', 'HEAD', 'DELETE'])
      expect((await fetch(url, { method })).status).toBe(405)
    expect(reasons()).toEqual(Array(3).fill('wrong-method'))
  })

  test('a sender that breaks off hurts nobody', async () => {
    const { url, reasons } = await start()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{')
    await once(socket, 'connect')
    socket.destroy()
    await until(() => reasons().includes('body-broken'))
    expect(await sendSample(url, '{"event":"a"}')).toBe(200)
  })

  test.each(['//a/b', '*', 'http://other.example/x', '/%', '/?a=%ff', '/\u00ff'])(
    'the target %s gets an answer',
    async (target) => {
      const { url } = await start()
      const answer = await talk(
        url,
        `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /)
      expect(await sendSample(url, '{"event":"a"}')).toBe(200)
    },
  )
})

describe('refused before the body is there', () => {
  const head = 'POST / HTTP/1.1\r\nHost: a\r\n'

  test.each([
    ['by its length', `${head}Content-Length: 100000\r\n\r\n${'x'.repeat(50)}`, 413],
    [
      'by its chunks',
      `${head}Transfer-Encoding: chunked\r\n\r\n20\r\n${'x'.repeat(32)}\r\n20\r\n${'x'.repeat(32)}\r\n`,
      413,
    ],
    ['by its slowness', `${head}Content-Length: 5\r\n\r\nx`, 408],
  ])('%s: the answer comes, and the connection ends', async (_, bytes, status) => {
    const { receive } = bench(signed, { config, maxBodyBytes: 40, bodyTimeoutMs: 100 })
    for (const serve of [listen(toNodeHandler(receive)), expressApp(receive)]) {
      const answer = await talk(await serve, bytes)
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(answer.toLowerCase()).toContain('connection: close')
    }
  })

  test('an endless body is not read on', async () => {
    const { receive } = bench(signed, { config, maxBodyBytes: 1_000 })
    const url = await listen(toNodeHandler(receive))
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
    let sent = 0
    const pour = (): void => {
      while (socket.writable && socket.write(`4000\r\n${'x'.repeat(16_384)}\r\n`)) sent += 1
    }
    socket.on('drain', pour)
    pour()
    expect(await readText(socket)).toMatch(/^HTTP\/1.1 413 /)
    socket.destroy()
    expect(sent).toBeLessThan(10_000)
  })
})

describe('what read the body before', () => {
  test('express.json(): 500, and the log says what to do', async () => {
    const { receive, log, events } = bench(signed, { config })
    const url = await expressApp(receive, (app) => app.use(express.json()))
    expect(await sendSample(url, '{"event":"a"}')).toBe(500)
    expect([log.at(-1)?.reason, events.length]).toEqual(['body-consumed', 0])
  })

  test('express.raw() and platforms that keep the bytes: 200', async () => {
    const { receive, events } = bench(signed, { config })
    const raw = await expressApp(receive, (app) => app.use(express.raw({ type: '*/*' })))
    expect(await sendSample(`${raw}/mounted/x`, '{"event":"a"}')).toBe(200)
    const kept = await expressApp(receive, (app) =>
      app.use(
        express.json({ verify: (request, _, bytes) => Object.assign(request, { rawBody: bytes }) }),
      ),
    )
    expect(await sendSample(kept, '{ "event" : "b" }')).toBe(200)
    expect(events.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('Hono’s c.req.json(): 500, and the log says what to do', async () => {
    const { receive, reasons } = bench(signed, { config })
    const url = await hono(receive, (app) =>
      app.use(async (context, next) => {
        await context.req.json()
        await next()
      }),
    )
    expect(await sendSample(url, '{"event":"a"}')).toBe(500)
    expect(reasons()).toEqual(['body-consumed'])
  })

  test('a server that answered before the receiver did', async () => {
    const url = await listen(async (request, response) => {
      const handled = toNodeHandler(async () => {
        response.writeHead(504).end()
        return new Response('late')
      })(request, response)
      await expect(handled).resolves.toBeUndefined()
    })
    expect((await fetch(url)).status).toBe(504)
  })
})

test('Express keeps the whole path for a router that is mounted', async () => {
  const router = createWebhookRouter(
    { shop: plain },
    { baseUrl: 'https://a.example', handlers: { '*': () => {} } },
  )
  const url = await listen(express().use('/miniapps/shop', toExpressHandler(router)))
  const request = new Request(`${url}/miniapps/shop/webhooks`, postJson({ event: 'a' }))
  expect((await fetch(request)).status).toBe(200)
})

test('TRACE, which a web-standard request cannot be', async () => {
  const { receive } = bench(plain)
  for (const url of [await listen(toNodeHandler(receive)), await expressApp(receive)])
    expect(await talk(url, 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 405 /,
    )
})

describe('what keeps a runtime alive', () => {
  const immediate = (): Bench => bench(plain, { ack: 'immediate' })
  const request = (): Request => postJson({ event: 'a' })

  test('Hono hands over the one of its runtime, called as its method', async () => {
    const { receive, events } = immediate()
    const app = new Hono().post('*', toHonoHandler(receive))
    const runtime = {
      kept: [] as Promise<unknown>[],
      waitUntil(promise: Promise<unknown>) {
        this.kept.push(promise)
      },
      passThroughOnException() {},
      props: {},
    }
    expect((await app.fetch(request(), {}, runtime)).status).toBe(200)
    expect(runtime.kept).toHaveLength(1)
    await runtime.kept[0]
    expect(events).toHaveLength(1)
  })

  test('Next hands over its after', async () => {
    const { receive } = immediate()
    const after = vi.fn()
    const { GET, POST } = toNextHandlers(receive, { after })
    expect((await POST(request())).status).toBe(200)
    expect(after).toHaveBeenCalledWith(expect.any(Promise))
    expect((await GET(new Request('https://a.example'))).status).toBe(405)
    expect((await toNextHandlers(receive).POST(request())).status).toBe(200)
  })
})
