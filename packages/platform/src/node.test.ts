import { describe, expect, it } from 'vitest'
import { fromMiniapp, order, start, wholeConfig } from '../test/start.js'
import type { PlatformConfig } from './index.js'

describe('closing', () => {
  it('lets what is on the way arrive, and takes nothing more', async () => {
    let finish = (): void => {}
    let arrive = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const started = await start({
      reply: () =>
        new Promise((resolve) => {
          finish = () => resolve({ body: { done: true } })
          arrive()
        }),
    })
    expect(await (await fetch(`${started.url}/health`)).json()).toEqual({ status: 'ok' })
    const answer = fromMiniapp(started)
    await arrived
    const closed = started.serving.close()
    const late = await started.platform.fetch(new Request('http://localhost/user/auth'), {})
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1'])
    const health = await started.platform.fetch(new Request('http://localhost/health'), {})
    expect(health.status).toBe(503)
    finish()
    await expect(answer).resolves.toMatchObject({ status: 200, body: { done: true } })
    await closed
    await expect(fetch(`${started.url}/health`)).rejects.toThrow()
    expect(started.logs.map(({ event }) => event)).toEqual(['closing', 'delivery', 'closed'])
  })

  it('gives up what takes longer than it may', async () => {
    const started = await start({ server: { closeTimeout: 20 } })
    started.host.troubles.push('silence')
    const answer = fromMiniapp(started).catch((error: unknown) => error)
    await expect.poll(() => started.host.requests.length).toBe(1)
    await started.serving.close()
    await expect(answer).resolves.toBeInstanceOf(Error)
  })
})

describe('the address of a sender', () => {
  const config = (urls: { host: string; miniapp: string }): PlatformConfig => ({
    ...wholeConfig(urls),
    miniapps: [{ appId: 'shop', secretKey: 's', allowedAddresses: ['203.0.113.7'] }],
  })

  it.each<[string, number, string, number]>([
    ['the socket tells, not a header', 0, '203.0.113.7', 400],
    ['the proxy tells, at the end of the list', 1, '10.0.0.1, 203.0.113.7', 200],
    ['what stands before that is anybody’s word', 1, '203.0.113.7, 10.0.0.1', 400],
    ['each proxy adds one', 2, 'x, 203.0.113.7, 10.0.0.1', 200],
  ])('%s', async (_, proxies, forwarded, status) => {
    const started = await start({ config, server: { proxies } })
    const answer = await fromMiniapp(started, order, { 'X-Forwarded-For': forwarded })
    expect(answer.status).toBe(status)
  })
})

describe('a proxy on this machine', () => {
  const reason = 'the address is not known; behind a proxy say how many there are'

  it.each<[string, number, Record<string, string>]>([
    ['that nobody told of', 0, { 'X-Forwarded-For': '203.0.113.9' }],
    ['that writes another header', 0, { 'X-Real-IP': '203.0.113.9' }],
    ['that is one of two, and left out the other', 2, { 'X-Forwarded-For': '203.0.113.9' }],
  ])('%s makes nobody of who comes through it', async (_, proxies, headers) => {
    const started = await start({ server: { proxies } })
    expect((await fetch(`${started.url}/deliveries`, { headers })).status).toBe(403)
    expect(await fromMiniapp(started, order, headers)).toMatchObject({
      body: { error_code: 'UNAUTHORIZED' },
    })
    expect(started.host.requests).toEqual([])
    expect(started.logs).toMatchObject([{ event: 'refused', address: 'unknown', reason }])
  })

  it('does not lock out who sits at it', async () => {
    const started = await start({ server: { proxies: 1 } })
    expect((await fetch(`${started.url}/deliveries`)).status).toBe(200)
    expect((await fromMiniapp(started)).status).toBe(200)
  })
})

it('says so when the port is taken', async () => {
  const { serving } = await start()
  await expect(start({ server: { port: serving.port } })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})
