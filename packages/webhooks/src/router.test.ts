import { BridgeError } from '@drawbridge/core/errors'
import { describe, expect, test, vi } from 'vitest'
import { pathOf, plain, postJson, signed } from '../test/deliveries.js'
import {
  createWebhookRouter,
  type LogEntry,
  type WebhookJob,
  type WebhookRouterOptions,
} from './index.js'

const event = { event: 'order.created', id: 1 }

function start(
  definitions: Parameters<typeof createWebhookRouter>[0],
  options: Partial<WebhookRouterOptions> = {},
) {
  const log: LogEntry[] = []
  const handled: string[] = []
  const router = createWebhookRouter(definitions, {
    baseUrl: 'https://api.example',
    handlers: { '*': ({ ns, name }) => void handled.push(`${ns} ${name}`) },
    log: (entry) => void log.push(entry),
    ...options,
  })
  const send = async (path: string, method = 'POST') =>
    router(
      method === 'POST'
        ? new Request(`https://api.example${path}`, postJson(event))
        : new Request(`https://api.example${path}`, { method }),
    )
  return { router, send, handled, log }
}

describe('the route', () => {
  test.each([
    ['/miniapps/shop/webhooks', 200],
    ['/behind/a/proxy/miniapps/shop/webhooks', 200],
    ['/miniapps/shop/webhooks?x=1', 200],
    ['/miniapps/sh%6Fp/webhooks', 200],
    ['/miniapps/shop/webhooks/', 404],
    ['/miniapps/shop/webhooks/x', 404],
    ['/miniapps/shop', 404],
    ['/miniapps//webhooks', 404],
    ['/miniapps/a%2Fshop/webhooks', 404],
    ['/miniapps/%E0%A4%A/webhooks', 404],
    ['/miniapps/toString/webhooks', 404],
    ['/miniapps/__proto__/webhooks', 404],
    ['/', 404],
  ])('%s gives %i', async (path, status) => {
    const { send, handled } = start({ shop: plain })
    expect((await send(path)).status).toBe(status)
    expect(handled).toEqual(status === 200 ? ['shop order.created'] : [])
  })

  test('unknown, disabled and null look the same, whatever the method', async () => {
    const { send, log } = start({ off: { ...plain, enabled: false }, gone: null, shop: plain })
    const seen = new Set<string>()
    for (const ns of ['off', 'gone', 'unknown'])
      for (const method of ['POST', 'GET', 'PUT']) {
        const response = await send(`/miniapps/${ns}/webhooks`, method)
        seen.add(JSON.stringify([response.status, await response.text(), [...response.headers]]))
      }
    expect([...seen]).toEqual(['[404,"",[]]'])
    expect(new Set(log.slice(1).map(({ reason }) => reason))).toEqual(new Set(['unknown-webhook']))
    expect((await send('/miniapps/shop/webhooks', 'GET')).status).toBe(405)
  })

  test('a disabled definition is not checked, an enabled one is', () => {
    const broken = { ...plain, verification: undefined } as never
    expect(pathOf(() => start({ a: { ...(broken as object), enabled: false } as never }))).toBe(
      'nothing was refused',
    )
    expect(pathOf(() => start({ a: broken }))).toBe('verification')
  })
})

describe('the address', () => {
  test.each([
    ['https://api.example', 'https://api.example/miniapps/my%20shop/webhooks'],
    ['https://api.example/', 'https://api.example/miniapps/my%20shop/webhooks'],
    ['http://localhost:3000/v1//', 'http://localhost:3000/v1/miniapps/my%20shop/webhooks'],
  ])('of %s', (baseUrl, url) => {
    expect(start({ 'my shop': plain }, { baseUrl }).router.webhookUrl('my shop')).toBe(url)
  })

  test.each(['', 'api.example', 'ftp://a', 'https://a/?b', 'https://a/#c', 'javascript:1'])(
    'the base %j is refused',
    (baseUrl) => {
      expect(pathOf(() => start({}, { baseUrl }))).toBe('baseUrl')
    },
  )

  test('of an unknown namespace is refused, of a disabled one given', () => {
    const { router } = start({ gone: null })
    expect(router.webhookUrl('gone')).toContain('/gone/')
    expect(() => router.webhookUrl('toString')).toThrow(BridgeError)
  })

  test('{{webhookUrl}} is resolved in every text of a value, and nothing else is touched', () => {
    const { router } = start({ shop: plain }, { baseUrl: 'https://a.example/$&' })
    const url = 'https://a.example/$&/miniapps/shop/webhooks'
    const requests = {
      method: 'POST',
      body: { target: '{{webhookUrl}}', both: '{{webhookUrl}} {{webhookUrl}}', id: '{{uid}}' },
      list: ['{{webhookUrl}}', 5, null, true],
    }
    expect(router.resolve(requests, 'shop')).toEqual({
      method: 'POST',
      body: { target: url, both: `${url} ${url}`, id: '{{uid}}' },
      list: [url, 5, null, true],
    })
    const hostile = JSON.parse('{"__proto__":{"polluted":"{{webhookUrl}}"}}') as object
    expect(Object.keys(router.resolve(hostile, 'shop'))).toEqual(['__proto__'])
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})

test('each webhook has its own options over those of all', async () => {
  const own = vi.fn()
  const { send, handled } = start(
    { a: plain, b: plain },
    { apps: { b: { handlers: { 'order.created': own } } } },
  )
  for (const ns of ['a', 'b']) await send(`/miniapps/${ns}/webhooks`)
  expect([handled, own.mock.calls.length]).toEqual([['a order.created'], 1])
  expect(pathOf(() => start({ a: signed }, { config: {} }))).toBe('config.secret')
  expect(pathOf(() => start({ a: signed }, { apps: { a: { config: { secret: 's' } } } }))).toBe(
    'nothing was refused',
  )
})

test('queued work finds its webhook, and stays queued where that is gone', async () => {
  const jobs: WebhookJob[] = []
  const queue = { durable: true, add: async (job: WebhookJob) => void jobs.push(job) }
  const { router, send, handled } = start({ a: plain, b: plain }, { queue })
  for (const ns of ['a', 'b']) expect((await send(`/miniapps/${ns}/webhooks`)).status).toBe(200)
  const context = { attempt: 1, signal: new AbortController().signal }
  for (const job of jobs) await router.work(job, context)
  expect(handled).toEqual(['a order.created', 'b order.created'])
  const { router: later } = start({ a: plain, b: null }, { queue })
  await expect(later.work(jobs[1] as WebhookJob, context)).rejects.toThrow('b')
})
