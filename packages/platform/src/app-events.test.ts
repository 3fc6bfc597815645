import { createAppEvents } from '@drawbridge/http/app-events'
import { describe, expect, it } from 'vitest'
import { testClock } from '../../http/test/fakes/clock.js'
import type { Reply } from '../../http/test/fakes/serve.js'
import { post, type Started, start, wholeConfig } from '../test/start.js'
import type { AppEvent, PlatformConfig } from './index.js'

const later = { event: 'contact-created', user: 'u1' }

async function clientOf({ url, platform }: Started, user = 'u1') {
  return createAppEvents({ baseUrl: url, token: await platform.createToken(user) })
}

describe('app events', () => {
  it('reach the listeners of their user, with what was sent', async () => {
    const started = await start()
    const heard: AppEvent[] = []
    started.platform.onAppEvent(later, (event) => void heard.push(event))
    started.platform.onAppEvent({ ...later, user: 'u2' }, (event) => void heard.push(event))
    started.platform.onAppEvent({ ...later, event: 'x' }, (event) => void heard.push(event))
    const { sendAppEvent } = await clientOf(started)
    const result = await sendAppEvent('contact-created', { email: 'd@example.com' })
    expect(result).toEqual({
      status: 'queued',
      triggers: [
        {
          userId: 'u1',
          event: 'contact-created',
          componentId: expect.any(String),
          createdAt: expect.any(String),
          correlationId: expect.any(String),
        },
      ],
      errors: [],
    })
    await started.platform.close()
    expect(heard).toEqual([
      {
        ...later,
        correlationId: result.triggers[0]?.correlationId,
        data: { email: 'd@example.com' },
      },
    ])
  })

  it('that nobody listens to have no triggers and no errors', async () => {
    const started = await start()
    const token = await started.platform.createToken('u1')
    const url = `${started.url}/plugins/appmixer/utils/appevents/events/nobody`
    const { status, body } = await post(url, {}, { Authorization: `Bearer ${token}` })
    expect([status, body]).toEqual([200, { triggers: [] }])
  })

  it('go to one flow where one is named', async () => {
    const started = await start()
    const heard: unknown[] = []
    for (const flowId of ['f1', 'f2', undefined])
      started.platform.onAppEvent({ ...later, ...(flowId && { flowId }) }, ({ flowId }) => {
        heard.push(flowId)
      })
    const { sendAppEvent } = await clientOf(started)
    await sendAppEvent('contact-created', {}, { flowId: 'f2' })
    await sendAppEvent('contact-created', {})
    await started.platform.close()
    expect(heard).toEqual(['f2', 'f1', 'f2', undefined])
  })

  it.each(['a/b', 'a b', 'ä?x=1', '%41', 'a#b'])('may be called %s', async (event) => {
    const started = await start()
    started.platform.onAppEvent({ event, user: 'u1' }, () => {})
    const { sendAppEvent } = await clientOf(started)
    await expect(sendAppEvent(event, {})).resolves.toMatchObject({ status: 'queued' })
  })

  it('may come from a page of any origin that has a token', async () => {
    const started = await start()
    const url = `${started.url}/plugins/appmixer/utils/appevents/events/x`
    const asked = 'authorization,content-type,idempotency-key'
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://shop.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': asked,
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toBe(asked)
    const refused = await post(url, {}, { Origin: 'https://shop.example' })
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*'])
  })

  it('are no longer heard by a listener that was taken away', async () => {
    const started = await start()
    const off = started.platform.onAppEvent(later, () => {})
    off()
    const { sendAppEvent } = await clientOf(started)
    await expect(sendAppEvent(later.event, {})).resolves.toMatchObject({ status: 'no-listener' })
  })

  it('are queued: neither a slow nor a broken listener is waited for', async () => {
    const started = await start()
    started.platform.onAppEvent(later, () => {
      throw new Error('no room')
    })
    let finish = (): void => {}
    started.platform.onAppEvent(later, () => new Promise<void>((resolve) => (finish = resolve)))
    const { sendAppEvent } = await clientOf(started)
    await expect(sendAppEvent(later.event, {})).resolves.toMatchObject({ status: 'queued' })
    expect(started.logs).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'Error: no room' }),
    )
    finish()
  })

  it('that find no room in the queue are told apart', async () => {
    const started = await start({
      config: (urls) => ({ ...wholeConfig(urls), limits: { queuedEvents: 1 } }),
    })
    const { promise, finish } = openPromise()
    for (const _ of [1, 2]) started.platform.onAppEvent(later, () => promise)
    const { sendAppEvent } = await clientOf(started)
    await expect(sendAppEvent(later.event, {})).resolves.toMatchObject({
      status: 'partial',
      errors: [{ code: 'TRIGGER_FAILURE', trigger: { userId: 'u1' } }],
    })
    await expect(sendAppEvent(later.event, {})).resolves.toMatchObject({ status: 'failed' })
    finish()
  })

  it('with a key are queued once', async () => {
    const started = await start()
    let heard = 0
    started.platform.onAppEvent(later, () => void heard++)
    const { sendAppEvent } = await clientOf(started)
    const results = await Promise.all(
      [1, 2, 3].map(() => sendAppEvent(later.event, { id: 1 }, { key: 'k1' })),
    )
    expect(new Set(results.map(({ triggers }) => triggers[0]?.correlationId)).size).toBe(1)
    await expect(sendAppEvent(later.event, { id: 2 }, { key: 'k1' })).rejects.toMatchObject({
      code: 'HTTP_ERROR',
      data: { status: 422 },
    })
    const other = await clientOf(started, 'u2')
    await other.sendAppEvent(later.event, { id: 2 }, { key: 'k1' })
    await started.platform.close()
    expect(heard).toBe(1)
  })

  it('with a key that nobody took can be sent again with it', async () => {
    const started = await start({
      config: (urls) => ({ ...wholeConfig(urls), limits: { queuedEvents: 1 } }),
    })
    const { sendAppEvent } = await clientOf(started)
    const send = async () => (await sendAppEvent(later.event, { id: 1 }, { key: 'k1' })).status
    const statuses = [await send()]
    const heard: unknown[] = []
    const { promise, finish } = openPromise()
    started.platform.onAppEvent({ event: 'slow', user: 'u1' }, () => promise)
    started.platform.onAppEvent(later, ({ data }) => void heard.push(data))
    await sendAppEvent('slow', {})
    statuses.push(await send())
    finish()
    await promise
    statuses.push(await send(), await send())
    expect(statuses).toEqual(['no-listener', 'failed', 'queued', 'queued'])
    expect(heard).toEqual([{ id: 1 }])
  })
})

describe('a listener with an address', () => {
  const config = (urls: { host: string; miniapp: string }): PlatformConfig => ({
    ...wholeConfig(urls),
    listeners: [
      {
        ...later,
        flowId: 'f1',
        url: `${urls.host}/hook`,
        credentials: { id: 'me', secret: 'HOOK-SECRET' },
      },
    ],
  })

  it('gets the event, again until it answers, with one correlationId', async () => {
    const clock = testClock()
    const started = await start({ config, clock })
    started.host.troubles.push({ status: 503 }, 'drop')
    const { sendAppEvent } = await clientOf(started)
    const { triggers } = await sendAppEvent(later.event, { id: 1 })
    await expect
      .poll(() => started.logs.at(-1))
      .toMatchObject({ outcome: 'delivered', attempts: 3 })
    const { requests } = started.host
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual(
      Array(3).fill({
        ...later,
        flowId: 'f1',
        correlationId: triggers[0]?.correlationId,
        data: { id: 1 },
      }),
    )
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(requests[0]?.headers.authorization).toBe(`Basic ${btoa('me:HOOK-SECRET')}`)
    expect(clock.slept).toEqual([750, 1_500])
  })

  it('is given up when the platform closes meanwhile, and the log says so', async () => {
    const started = await start({ config })
    started.host.troubles.push({ status: 503 })
    const { sendAppEvent } = await clientOf(started)
    await sendAppEvent(later.event, {})
    await expect.poll(() => started.logs.length).toBe(1)
    await started.platform.close()
    expect(started.logs.map(({ event }) => event)).toEqual([
      ...['delivery', 'closing', 'error', 'closed'],
    ])
  })

  it.each<[string, Reply, number]>([
    [
      'asks for more time than there is',
      { status: 503, headers: { 'Retry-After': '120' } },
      60_500,
    ],
    ['has a page in front of it', { status: 200, body: '<h1>Back soon</h1>' }, 750],
  ])('that %s is asked again', async (_, first, delay) => {
    const clock = testClock()
    const started = await start({ config, clock })
    started.host.troubles.push(first)
    const { sendAppEvent } = await clientOf(started)
    await sendAppEvent(later.event, {})
    await expect.poll(() => started.logs.at(-1)).toMatchObject({ outcome: 'delivered' })
    expect(clock.slept).toEqual([delay])
  })

  it.each([400, 404, 410])('is not asked again after a %i', async (status) => {
    const started = await start({ config, clock: testClock() })
    started.host.troubles.push({ status, body: {} })
    const { sendAppEvent } = await clientOf(started)
    await sendAppEvent(later.event, {})
    await started.platform.close()
    expect(started.host.requests).toHaveLength(1)
  })
})

function openPromise(): { readonly promise: Promise<void>; finish(): void } {
  let finish = (): void => {}
  const promise = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { promise, finish: () => finish() }
}
