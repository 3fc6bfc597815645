import { createEventBridge } from '@drawbridge/http/event-bridge'
import { createSigner, type SigningOptions } from '@drawbridge/http/signing'
import { describe, expect, it } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import { asHost, fromHost, fromMiniapp, order, secrets, start, wholeConfig } from '../test/start.js'
import type { PlatformConfig } from './index.js'

const code = (error_code: string) => ({ status: 400, body: { error_code } })

describe('UNAUTHORIZED', () => {
  const signing: SigningOptions = {
    algorithm: 'HMAC',
    hash: 'SHA-256',
    key: 'SIGNING-KEY',
    payload: '{timestamp}.{nonce}.{request_method}.{client_id}.{payload}',
    nonceLength: 16,
  }

  function shopWith(more: object) {
    return (urls: { host: string; miniapp: string }): PlatformConfig => ({
      ...wholeConfig(urls),
      miniapps: [{ appId: 'shop', secretKey: 's', ...more }],
    })
  }

  it.each<[string, (urls: { host: string; miniapp: string }) => PlatformConfig]>([
    ['an unknown sender', (urls) => ({ ...wholeConfig(urls), miniapps: [] })],
    ['a sender with neither addresses nor signing', shopWith({})],
    ['another address', shopWith({ allowedAddresses: ['203.0.113.7', '10.0.0.0/8'] })],
    ['an empty list of addresses', shopWith({ allowedAddresses: [] })],
    ['a missing signature', shopWith({ signing })],
  ])('is the answer to %s', async (_, config) => {
    const started = await start({ config })
    expect(await fromMiniapp(started)).toMatchObject(code('UNAUTHORIZED'))
    expect(started.host.requests).toEqual([])
  })

  it.each(['127.0.0.1', '127.0.0.0/8', '::ffff:127.0.0.1'])(
    'is not, for an address in %s',
    async (range) => {
      const started = await start({ config: shopWith({ allowedAddresses: ['10.0.0.1', range] }) })
      expect((await fromMiniapp(started)).status).toBe(200)
    },
  )

  it('is the answer to a wrong signature, and to one that came before', async () => {
    const started = await start({ config: shopWith({ signing }) })
    const body = JSON.stringify(order)
    const request = { method: 'POST', url: '', body, clientId: 'super-app' }
    const right = await createSigner(signing)(request)
    const wrong = await createSigner({ ...signing, key: 'another' })(request)
    expect(await fromMiniapp(started, body, wrong)).toMatchObject(code('UNAUTHORIZED'))
    expect(await fromMiniapp(started, body, right)).toMatchObject({ status: 200 })
    expect(await fromMiniapp(started, body, right)).toMatchObject(code('UNAUTHORIZED'))
    expect(started.host.requests).toHaveLength(1)
  })

  it('is the answer to a right signature from a wrong address', async () => {
    const started = await start({ config: shopWith({ signing, allowedAddresses: ['10.0.0.1'] }) })
    const event = { appId: 'shop', clientId: 'super-app', type: 'x', payload: {} }
    const bridge = createEventBridge({ baseUrl: started.url, from: 'miniapp', sign: signing })
    await expect(bridge.send(event)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('is the answer to a signature that is too old', async () => {
    const clock = testClock()
    const started = await start({ config: shopWith({ signing }), clock })
    const body = JSON.stringify(order)
    const request = { method: 'POST', url: '', body, clientId: 'super-app' }
    const headers = await createSigner(signing, clock)(request)
    clock.time += 301_000
    expect(await fromMiniapp(started, body, headers)).toMatchObject(code('UNAUTHORIZED'))
  })

  it('is the answer to a page, whatever it knows', async () => {
    const started = await start()
    const origin = { Origin: started.url }
    expect(await fromMiniapp(started, order, origin)).toMatchObject(code('UNAUTHORIZED'))
    const answer = await fromHost(started, order, { ...asHost, ...origin })
    expect(answer).toMatchObject(code('UNAUTHORIZED'))
    expect([...started.host.requests, ...started.miniapp.requests]).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['no Authorization', {}],
    ['another secret', { Authorization: `Token ${btoa('super-app:wrong')}` }],
    ['another host', { Authorization: `Token ${btoa(`other:${secrets.superApp}`)}` }],
    ['another prefix', { Authorization: asHost.Authorization.replace('Token', 'Bearer') }],
  ])('is the answer to a host with %s', async (_, headers) => {
    const started = await start()
    expect(await fromHost(started, order, headers)).toMatchObject(code('UNAUTHORIZED'))
    expect(started.miniapp.requests).toEqual([])
  })

  it('says to the sender and in the log what each may know', async () => {
    const started = await start({ config: shopWith({ signing }) })
    const { body } = await fromMiniapp(started)
    expect(JSON.stringify(body)).not.toContain('X-Signature')
    expect(started.logs).toMatchObject([
      {
        level: 'warn',
        event: 'refused',
        code: 'UNAUTHORIZED',
        reason: 'the header X-Signature is missing',
        address: '127.0.0.1',
      },
    ])
  })
})
