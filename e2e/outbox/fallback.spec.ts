import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createEventBridgeRelay, type Handler } from '@drawbridge/http/relay'
import { createPlatform } from '@drawbridge/platform'
import { serve } from '@drawbridge/platform/node'
import { expect, test } from '@playwright/test'
import { closeServer, LOOPBACK, listen } from '../../scripts/loopback.mjs'
import { pageScript } from '../../scripts/page-script.mjs'

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A web-standard handler as a server of Node. */
function serverOf(handler: Handler): Server {
  return createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming
    const body = await bodyOf(incoming)
    const headers = incoming.headers as Record<string, string>
    const request = new Request(`http://${LOOPBACK}${url}`, {
      method,
      headers,
      ...(body.length > 0 && { body: String(body) }),
    })
    const response = await handler(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  })
}

test('a miniapp without a host orders over its relay and the platform, once for each key', async ({
  page,
}) => {
  const orders: unknown[] = []
  const script = await pageScript(new URL('./pages/alone.ts', import.meta.url).pathname, {
    packages: 'sources',
  })
  const shop = createServer((request, response) => {
    const isScript = request.url === '/alone.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(
      isScript
        ? script
        : '<!doctype html><title>Shop</title><script type="module" src="/alone.js"></script>',
    )
  })
  const backend = createServer(async (request, response) => {
    orders.push(JSON.parse(String(await bodyOf(request))))
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ transaction: `t${orders.length}` }))
  })
  const origin = `http://${LOOPBACK}:${await listen(shop)}`
  const platform = await serve(
    createPlatform({
      miniapps: [{ appId: 'shop', secretKey: 'shop-secret', allowedAddresses: [LOOPBACK] }],
      hosts: [
        {
          clientId: 'super-app',
          secretKey: 'super-secret',
          receiver: { url: `http://${LOOPBACK}:${await listen(backend)}/events` },
        },
      ],
      partnerships: [{ appId: 'shop', clientId: 'super-app' }],
    }),
    { port: 0 },
  )
  const relay = serverOf(
    createEventBridgeRelay({
      baseUrl: platform.url,
      allowedOrigins: [origin],
      authenticate: (request) =>
        request.headers.get('authorization') === 'Bearer of-ann'
          ? { appId: 'shop', clientId: 'super-app', user: 'ann' }
          : undefined,
    }),
  )
  const relayUrl = `http://${LOOPBACK}:${await listen(relay)}/events`

  const order = async (session: string, id: string, key: string): Promise<unknown> => {
    await page.goto(`${origin}/?${new URLSearchParams({ relay: relayUrl, session })}`)
    await page.waitForFunction(() => 'calls' in window)
    return page.evaluate(
      ([what, how]) =>
        (window as unknown as { calls: { order(id: string, key: string): unknown } }).calls.order(
          what as string,
          how as string,
        ),
      [id, key],
    )
  }
  const first = { reply: { transaction: 't1' }, transport: 'http' }
  expect(await order('of-ann', 'ord_1', 'key-1')).toEqual(first)
  // After a reload, with the same key: the work is done once, and its answer is the same.
  expect(await order('of-ann', 'ord_1', 'key-1')).toEqual(first)
  expect(await order('of-nobody', 'ord_2', 'key-2')).toMatchObject({
    error: { code: 'UNAUTHORIZED' },
    transport: 'http',
  })
  expect(orders).toEqual([
    {
      app_id: 'shop',
      client_id: 'super-app',
      event_type: 'order_created',
      payload: { order_id: 'ord_1' },
    },
  ])
  await platform.close()
  await Promise.all([shop, backend, relay].map(closeServer))
})
