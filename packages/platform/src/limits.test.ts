import { request } from 'node:http'
import { expect, it } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import { fromMiniapp, order, post, secrets, start, wholeConfig } from '../test/start.js'
import type { Limits } from './index.js'

const limited = (limits: Limits) => (urls: { host: string; miniapp: string }) => ({
  ...wholeConfig(urls),
  limits,
})

it('a body over the limit is refused before it is read to its end', async () => {
  const started = await start({ config: limited({ bodyBytes: 1_000 }) })
  const answer = await fromMiniapp(started, { ...order, payload: { text: 'x'.repeat(1_000) } })
  expect(answer).toMatchObject({ status: 413, body: { error_code: 'TOO_LARGE' } })
  expect(started.host.requests).toEqual([])
})

it('a body that is announced as too long is not waited for', async () => {
  const { url } = await start({ config: limited({ bodyBytes: 1_000 }) })
  const status = await new Promise((resolve, reject) => {
    const headers = { 'Content-Length': '1001', 'Content-Type': 'application/json' }
    const outgoing = request(
      `${url}/api/v1/event-bridge/miniapp/`,
      { method: 'POST', headers },
      (incoming) => {
        resolve(incoming.statusCode)
        outgoing.destroy()
      },
    )
    outgoing.on('error', reject)
    outgoing.flushHeaders()
  })
  expect(status).toBe(413)
})

it('a body that comes in pieces without its length is refused too', async () => {
  const { url } = await start({ config: limited({ bodyBytes: 1_000 }) })
  for (const path of ['/api/v1/event-bridge/miniapp/', '/user/auth']) {
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(url + path, { method: 'POST' }, (incoming) => {
        resolve(incoming.statusCode)
        outgoing.destroy()
      })
      outgoing.on('error', reject)
      outgoing.setHeader('Content-Type', 'application/json')
      // It never ends.
      outgoing.write(`{"app_id":"${'x'.repeat(2_000)}`)
    })
    expect(status).toBe(413)
  }
})

it('an answer of a receiver over the limit counts as failed', async () => {
  const started = await start({
    config: limited({ answerBytes: 100 }),
    reply: () => ({ body: { text: 'x'.repeat(100) } }),
  })
  expect(await fromMiniapp(started)).toMatchObject({
    status: 400,
    body: { error_code: 'EVENT_DELIVERY_FAILED', error_message: expect.stringContaining('large') },
  })
})

it('an address that asks too often is put off, and taken again when its time has come', async () => {
  const clock = testClock()
  const started = await start({ clock, config: limited({ requestsPerMinute: 2 }) })
  const ask = async (): Promise<unknown> => {
    const { status, headers } = await fromMiniapp(started)
    return [status, headers.get('retry-after')]
  }
  expect([await ask(), await ask(), await ask()]).toEqual([
    [200, null],
    [200, null],
    [429, '30'],
  ])
  expect((await fetch(`${started.url}/health`)).status).toBe(200)
  clock.time += 30_000
  expect([await ask(), await ask()]).toEqual([
    [200, null],
    [429, '30'],
  ])
})

it('a page that sends app events can read when to come again, and may always ask whether it may', async () => {
  const { url, platform } = await start({
    clock: testClock(),
    config: limited({ requestsPerMinute: 1 }),
  })
  const address = `${url}/plugins/appmixer/utils/appevents/events/x`
  const headers = {
    Origin: 'https://shop.example',
    Authorization: `Bearer ${await platform.createToken('u1')}`,
  }
  const send = async (): Promise<unknown> => {
    const { status, headers: said } = await post(address, {}, headers)
    const names = ['retry-after', 'access-control-allow-origin', 'access-control-expose-headers']
    return [status, ...names.map((name) => said.get(name))]
  }
  expect([await send(), await send()]).toEqual([
    [200, null, '*', 'Retry-After'],
    [429, '60', '*', 'Retry-After'],
  ])
  const preflight = await fetch(address, {
    method: 'OPTIONS',
    headers: { ...headers, 'Access-Control-Request-Method': 'POST' },
  })
  expect(preflight.status).toBe(204)
  const closed = platform.close()
  expect(await send()).toEqual([503, '1', '*', 'Retry-After'])
  await closed
})

it('passwords cannot be tried out quickly', async () => {
  const { url } = await start({ clock: testClock(), config: limited({ signInsPerMinute: 3 }) })
  const statuses: number[] = []
  for (const password of ['a', 'b', 'c', secrets.password])
    statuses.push((await post(`${url}/user/auth`, { username: 'david', password })).status)
  expect(statuses).toEqual([403, 403, 403, 429])
})
