import { describe, expect, test } from 'vitest'
import { bench, pathOf, signed, signedBody, signedRequest } from '../test/deliveries.js'
import { createWebhookReceiver } from './index.js'

const config = { secret: 's' }

describe('secrets', () => {
  test.each([[''], ['  \n'], [[]], [['a', '']], [5], [null]])('%j is refused at load', (secret) => {
    const make = () => createWebhookReceiver(signed, { handlers: {}, config: { secret } })
    expect(pathOf(make)).toBe('config.secret')
  })

  test('one that can come from nowhere is refused at load', () => {
    expect(pathOf(() => createWebhookReceiver(signed, { handlers: {} }))).toBe('config.secret')
    expect(
      pathOf(() =>
        createWebhookReceiver(signed, { handlers: {}, config: Object.create({ secret: 's' }) }),
      ),
    ).toBe('config.secret')
  })

  test.each([[''], [undefined], ['  ']])(
    'a tenant whose secret is %j: 500, so that the provider comes again',
    async (secret) => {
      const definition = { ...signed, tenant: { source: 'query', path: 't' } } as const
      const { receive, reasons } = bench(definition, { credentials: () => ({ secret }) })
      const request = await signedRequest()
      expect((await receive(new Request('https://a.example?t=1', request))).status).toBe(500)
      expect(reasons()).toEqual(['secret-missing'])
    },
  )

  test('an unknown tenant looks like a wrong signature', async () => {
    const definition = { ...signed, tenant: { source: 'query', path: 't' } } as const
    const { receive, reasons } = bench(definition, { credentials: () => undefined })
    for (const url of ['https://a.example?t=1', 'https://a.example']) {
      const response = await receive(new Request(url, await signedRequest()))
      expect([response.status, await response.text()]).toEqual([401, ''])
    }
    expect(reasons()).toEqual(['unknown-tenant', 'unknown-tenant'])
  })

  test('a lookup that fails: 503', async () => {
    const definition = { ...signed, tenant: { source: 'query', path: 't' } } as const
    const { receive, reasons } = bench(definition, {
      credentials: () => Promise.reject(new Error('the database is away')),
    })
    const response = await receive(new Request('https://a.example?t=1', await signedRequest()))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(reasons()).toEqual(['tenant-lookup-failed'])
  })

  test('the signature decides between candidates', async () => {
    const { receive, events } = bench(signed, {
      findTenant: (view) => [view.body('$.event') ?? '', 'right', 'third'],
      credentials: (tenant) => (tenant === 'right' ? config : { secret: 'other' }),
    })
    expect((await receive(await signedRequest())).status).toBe(200)
    expect(events[0]?.tenant).toBe('right')
  })

  test('proofs are kept out of events', async () => {
    const { receive, events } = bench(signed, { config })
    await receive(
      await signedRequest(signedBody, { authorization: 'Bearer x', cookie: 'a=b', 'x-other': '1' }),
    )
    expect(Object.keys(events[0]?.headers ?? {}).sort()).toEqual(['content-type', 'x-other'])
  })
})
