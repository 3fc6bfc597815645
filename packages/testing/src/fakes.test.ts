import { BridgeError, FEATURES } from '@drawbridge/core'
import { createHost } from '@drawbridge/host'
import { createMiniapp, type Miniapp } from '@drawbridge/miniapp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeHostOptions, fakeHost } from './fake-host.js'
import { fakeMiniapp } from './fake-miniapp.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  for (const each of open.splice(0)) each.close()
  vi.useRealTimers()
})

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const open: { close(): void }[] = []

function miniappAt(options: FakeHostOptions = {}) {
  const host = fakeHost(options)
  const miniapp: Miniapp = createMiniapp({ appId: 'shop', connectors: [host.connector] })
  open.push(miniapp)
  return { host, miniapp }
}

describe('fakeHost()', () => {
  it('answers per type, and shows what it got', async () => {
    const { host, miniapp } = miniappAt({ context: { theme: 'dark' } })
    host.answer('add', (numbers) => (numbers as number[]).reduce((sum, n) => sum + n))
    host.answer('pay', () => {
      throw new BridgeError('SOLD_OUT', 'None left', { data: { left: 0 } })
    })
    miniapp.sendCustomEvent('viewed', { id: 1 })
    expect(await miniapp.request('add', [1, 2])).toBe(3)
    await expect(miniapp.request('pay', 1, { key: 'k' })).rejects.toMatchObject({
      ...{ code: 'SOLD_OUT', data: { left: 0 } },
    })
    await expect(miniapp.request('other', 1)).rejects.toMatchObject({ code: 'NO_HANDLER' })
    expect(miniapp.context).toEqual({ theme: 'dark' })
    expect(host.received.filter(({ kind }) => kind !== 'control')).toMatchObject([
      { kind: 'event', type: 'viewed', payload: { id: 1 } },
      { kind: 'request', type: 'add', payload: [1, 2] },
      { kind: 'request', type: 'pay', key: 'k' },
      { kind: 'request', type: 'other' },
    ])
  })

  it('asks and tells', async () => {
    const { host, miniapp } = miniappAt()
    const heard: unknown[] = []
    miniapp.onCustomEvent('theme', (theme) => void heard.push(theme))
    miniapp.onCustomEvent('state', () => 'ready')
    await miniapp.connected
    host.send('theme', 'dark')
    expect(await host.request('state', null)).toBe('ready')
    expect(heard).toEqual(['dark'])
  })

  it('keeps a slow answer alive, and hangs when told to', async () => {
    const { host, miniapp } = miniappAt()
    host.answer('slow', () => new Promise((resolve) => void setTimeout(resolve, 60_000, 'done')))
    const slow = miniapp.request('slow', null, { timeout: 1_000 })
    await turn(60_000)
    expect(await slow).toBe('done')
    host.silence()
    const lost = miniapp.request('slow', null, { timeout: 1_000 }).catch((error) => error)
    await turn(2_000)
    expect(await lost).toMatchObject({ code: 'TIMEOUT', stage: 'sent' })
  })

  it('is as modest as its features', async () => {
    const { host, miniapp } = miniappAt({ features: [] })
    host.answer('get', () => 1)
    const reply = miniapp.request('get', null)
    expect(await reply).toBe(1)
    expect(FEATURES.filter((feature) => miniapp.supports(feature))).toEqual([])
    await turn(5_000)
    expect(host.received.filter(({ method }) => method === 'bridge/ping')).toEqual([])
  })

  it('takes its time', async () => {
    const { host, miniapp } = miniappAt({ delay: 300 })
    host.answer('get', () => 1)
    const reply = miniapp.request('get', null).then(() => performance.now())
    const began = performance.now()
    await turn(1_000)
    expect((await reply) - began).toBe(600)
  })

  it.each<[string, FakeHostOptions]>([
    ['PROTOCOL_MISMATCH', { protocol: 2 }],
    ['PROTOCOL_MISMATCH', { protocol: 0 }],
    ['NOT_ALLOWED', { refuse: 'NOT_ALLOWED' }],
  ])('refuses with %s', async (code, options) => {
    const { host, miniapp } = miniappAt(options)
    const connected = miniapp.connected.catch((error) => error)
    await turn(12_000)
    expect((await connected).code).toBe(code === 'NOT_ALLOWED' ? 'NO_HOST' : code)
    expect(host.received[0]).toMatchObject({ method: 'bridge/connect', payload: { protocol: 1 } })
  })

  it('says goodbye, and is found again', async () => {
    const { host, miniapp } = miniappAt()
    await miniapp.connected
    host.close('reload')
    await turn()
    expect(miniapp.status).toBe('disconnected')
    await turn(250)
    expect(miniapp.session?.id).toBe('fake-2')
  })
})

describe('fakeMiniapp()', () => {
  it('asks a real host, and answers it', async () => {
    const host = createHost({ name: 'Host' })
    open.push(host)
    host.onCustomEvent('add', (numbers) => (numbers as number[]).reduce((sum, n) => sum + n))
    host.onAppEvent(() => {})
    const app = host.adopt({ appId: 'shop', context: { theme: 'dark' } })
    const miniapp = fakeMiniapp({ origin: 'https://shop.test' })
    miniapp.answer('state', () => 'ready')
    expect(await miniapp.connect(app)).toMatchObject({
      host: { name: 'Host' },
      context: { theme: 'dark' },
    })
    expect(app.session?.origin).toBe('https://shop.test')
    expect(await miniapp.request('add', [1, 2])).toBe(3)
    expect(await miniapp.appEvent('seen', {}, 'k')).toEqual({})
    expect(await miniapp.appEvent('seen', {}, 'k')).toEqual({ duplicate: true })
    app.sendCustomEvent('theme', 'light')
    expect(await app.request('state', null)).toBe('ready')
    expect(miniapp.received.map(({ type }) => type).filter(Boolean)).toEqual(['theme', 'state'])
    app.unmount()
    await turn()
    expect(miniapp.received.at(-1)).toMatchObject({
      ...{ method: 'bridge/close', payload: { reason: 'unmounted' } },
    })
  })

  it('is refused for another protocol', async () => {
    const host = createHost({ name: 'Host' })
    open.push(host)
    const connected = fakeMiniapp({ protocol: 2 }).connect(host.adopt({ appId: 'shop' }))
    await expect(connected).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH' })
  })

  it('sends nonsense as well', async () => {
    const host = createHost({ name: 'Host' })
    open.push(host)
    const app = host.adopt({ appId: 'shop' })
    const miniapp = fakeMiniapp()
    await miniapp.connect(app)
    const errors: BridgeError[] = []
    app.on('error', (error) => void errors.push(error))
    miniapp.raw('nonsense')
    miniapp.raw({ method: 7 })
    await turn()
    expect(errors.map(({ code }) => code)).toEqual(['INVALID_MESSAGE', 'INVALID_MESSAGE'])
    expect(app.status).toBe('connected')
  })
})
