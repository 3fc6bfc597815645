// Every example of the README, as it is written: typed against the built package, loaded, and sent what it is for.
import type { Server } from 'node:http'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Receive, WebhookDefinition, WebhookRouter } from '@drawbridge/webhooks'
import * as providers from '@drawbridge/webhooks/providers'
import { signSample } from '@drawbridge/webhooks/sign'
import { serve as serveHono } from '@hono/node-server'
import type express from 'express'
import type { Hono } from 'hono'
import { expect, inject, it, vi } from 'vitest'
import { expectTyped, nameOfExample, writeExamples } from '../../testing/runners/readme-examples.js'
import { until } from '../test/deliveries.js'
import { addressOf, listen } from '../test/servers.js'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const examples = writeExamples(packageFolder, (_number, code) => nameOfExample(code))
const files = new Map(examples.files.map((file) => [basename(file), file]))
const redisUrl = inject('redisUrl')
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const HERE = 'https://app.example/'

/** A signed request with this JSON. */
function sample(
  definition: Parameters<typeof signSample>[1],
  body: unknown,
  headers: Record<string, string> = {},
  url: string = HERE,
): Promise<Request> {
  return signSample(url, definition, { secret: SECRET, body: JSON.stringify(body), headers })
}

async function statusOf(receive: Receive, request: Promise<Request> | Request): Promise<number> {
  return (await receive(await request)).status
}

/** What examples export; each has some of it. */
interface Example {
  readonly receive: Receive
  readonly router: WebhookRouter
  readonly registration: unknown
  readonly definition: WebhookDefinition
  readonly opened: readonly unknown[]
  readonly done: readonly string[]
  readonly server: Server
  readonly app: express.Express & Hono
  readonly worker: { stop(): Promise<void> }
  readonly client: { destroy(): void }
  readonly taken: Response
  readonly refused: Response
}

/** What each example is for, and what it has to do. */
const drives: Record<string, (example: Example) => Promise<void>> = {
  async 'receive.ts'({ receive, opened }) {
    const body = { action: 'opened', issue: {} }
    const request = sample(providers.github, body, { 'x-github-event': 'issues' })
    expect([await statusOf(receive, request), opened]).toEqual([200, [body]])
  },
  async 'node.ts'({ server }) {
    const url = await addressOf(server)
    const request = await sample(providers.stripe, { id: '1', type: 'invoice.paid' }, {}, url)
    expect((await fetch(request)).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('invoice.paid')
  },
  async 'express.ts'({ app }) {
    const url = `${await listen(app)}/hooks/shopify`
    const request = await sample(
      providers.shopify,
      { id: 1 },
      { 'x-shopify-topic': 'orders/create' },
      url,
    )
    expect((await fetch(request)).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith({ id: 1 })
  },
  async 'hono.ts'({ app }) {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    const url = `${await addressOf(server)}/hooks`
    const body = { type: 'user.created' }
    expect((await fetch(await sample(providers.standardWebhooks, body, {}, url))).status).toBe(200)
    expect(console.log).toHaveBeenCalledWith('user.created', body)
  },
  async 'definition.ts'({ definition }) {
    expect(definition.response?.statusCode).toBe(202)
  },
  async 'slack.ts'({ receive }) {
    const body = { event_id: '1', event: { type: 'message', subtype: 'bot_message' } }
    expect(await statusOf(receive, sample(providers.slack, body))).toBe(200)
    expect(console.log).toHaveBeenCalledWith(body)
    const challenge = await receive(
      await sample(providers.slack, { type: 'url_verification', challenge: 'abc' }),
    )
    expect(await challenge.json()).toEqual({ challenge: 'abc' })
  },
  async 'router.ts'({ router, registration }) {
    const url = 'https://api.example/miniapps/salla/webhooks'
    expect(registration).toEqual({ method: 'POST', body: { name: 'orders', url } })
    expect(await statusOf(router, sample(providers.salla, { event: 'a' }, {}, url))).toBe(200)
    expect(console.log).toHaveBeenCalledWith('salla', 'a')
  },
  async 'tenants.ts'({ receive }) {
    const definition = {
      eventExtraction: { path: 'event' },
      verification: { type: 'hmac-sha256', headerName: 'X-Signature', secretKey: 'a' },
    } as const
    const send = (store: string, secret: string) =>
      statusOf(
        receive,
        signSample(HERE, definition, { secret, body: JSON.stringify({ event: 'a', store }) }),
      )
    expect([
      await send('store-1', 'new'),
      await send('store-1', 'old'),
      await send('store-1', 'x'),
      await send('store-2', 'new'),
    ]).toEqual([200, 200, 401, 401])
  },
  async 'redis.ts'({ receive, done, worker, client }) {
    const delivery = { 'x-github-event': 'push', 'x-github-delivery': crypto.randomUUID() }
    for (const _ of [1, 2])
      expect(await statusOf(receive, sample(providers.github, {}, delivery))).toBe(200)
    await until(() => done.length > 0)
    await worker.stop()
    client.destroy()
    expect(done).toEqual(['push'])
  },
  async 'boxo.ts'({ receive }) {
    const headers = {
      authorization: `Basic ${btoa(`app_id:${SECRET}`)}`,
      'content-type': 'application/json',
    }
    const send = async (payload: object): Promise<unknown> => {
      const event = { app_id: 'app_id', client_id: 'h', event_type: 'checkout_started', payload }
      const request = new Request(HERE, { method: 'POST', headers, body: JSON.stringify(event) })
      return (await receive(request)).json()
    }
    expect(await send({ cart_id: 'c', amount: 75 })).toEqual({ accepted: true, cart: 'c' })
    expect(await send({ amount: 0 })).toMatchObject({ error_code: 'NOT_ALLOWED' })
  },
  async 'cloud-elements.ts'({ receive }) {
    const events = [{ eventType: 'CREATED', objectType: 'files', objectId: '1' }]
    const notification = { message: { eventId: '1', events, raw: 5 } }
    expect(await statusOf(receive, sample(providers.cloudElements, notification))).toBe(200)
    expect(console.log).toHaveBeenCalledWith('CREATED', 'files', '1', 5)
  },
  async 'sign.ts'({ taken, refused }) {
    expect([taken.status, refused.status]).toEqual([200, 401])
  },
}

it('every example is one that is tried', () => {
  expect([...files.keys()].sort()).toEqual(Object.keys(drives).sort())
})

it('every example has types', async () => {
  await expectTyped(examples, ['node'])
})

const runnable = [...files].filter(([name]) => name !== 'redis.ts' || redisUrl !== '')
it.each(runnable)('%s does what it says', async (name, file) => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  for (const key of ['GITHUB', 'STRIPE', 'SHOPIFY', 'WEBHOOK', 'SLACK', 'SALLA', 'BOXO'])
    vi.stubEnv(`${key}_SECRET`, SECRET)
  vi.stubEnv('ELEMENTS_KEY', SECRET)
  vi.stubEnv('PORT', '0')
  vi.stubEnv('REDIS_URL', redisUrl)
  const example = (await import(file)) as Example
  await drives[name]?.(example)
})
