import { describe, expect, it } from 'vitest'
import { join, joinByHand, settled } from '../test/joined.js'
import { createHost } from './host.js'

describe('host.adopt()', () => {
  it('takes a miniapp behind a transport, under the id and origin that it was given', async () => {
    const host = createHost({ name: 'Host' })
    host.onCustomEvent('who', (_payload, { miniapp }) => miniapp.appId)
    const app = host.adopt({ appId: 'shop', platform: 'elsewhere' })
    const peer = await join(app)
    expect(await peer.request('who', null)).toBe('shop')
    expect(await app.connected).toMatchObject({
      app: { id: 'shop' },
      origin: 'https://shop.example',
    })
    host.close()
    expect(app.status).toBe('unmounted')
  })

  it('runs a keyed request once over two sessions, and in its place in the order', async () => {
    const host = createHost({ name: 'Host' })
    const heard: unknown[] = []
    host.onCustomEvent('pay', (payload) => {
      heard.push(payload)
      return 'paid'
    })
    host.onCustomEvent('news', (payload) => void heard.push(payload))
    const app = host.adopt({ appId: 'shop' })
    const first = await join(app)
    const paid = first.request('pay', 'order', { key: 'k' })
    first.sendEvent('news', 'after')
    expect(await paid).toBe('paid')
    await settled()
    const second = await join(app)
    expect(await second.request('pay', 'order', { key: 'k' })).toBe('paid')
    expect(heard).toEqual(['order', 'after'])
    host.close()
  })

  it('takes no new session once it was unmounted, and says so', async () => {
    const host = createHost({ name: 'Host' })
    const app = host.adopt({ appId: 'shop' })
    app.unmount()
    await expect(join(app)).rejects.toMatchObject({
      code: 'DISCONNECTED',
      message: expect.stringContaining('unmounted'),
    })
    expect(app.session).toBeUndefined()
  })

  it('has a new promise of a session for the document that comes after one that left for good', async () => {
    const host = createHost({ name: 'Host' })
    const app = host.adopt({ appId: 'shop' })
    const first = await join(app)
    first.end('replaced')
    await settled()
    await expect(app.connected).rejects.toMatchObject({ code: 'DISCONNECTED' })
    await join(app)
    expect(app.status).toBe('connected')
    expect(await app.connected).toBe(app.session)
    host.close()
  })

  it('refuses a context that is no JSON when it is given, and keeps its own copy of one that is', async () => {
    const host = createHost({ name: 'Host' })
    const adopt = (context: object) => host.adopt({ appId: 'shop', context } as never)
    expect(() => adopt({ user: { id: 1n } })).toThrow(
      'context.user.id is a bigint. Send plain JSON',
    )
    const context = { theme: { name: 'dark' } }
    const app = adopt(context)
    context.theme.name = 'changed behind the back'
    const { packets } = await joinByHand(app)
    expect(packets[0]).toContain('"context":{"theme":{"name":"dark"}}')
    host.close()
  })

  it('removes what it stands for exactly once', () => {
    let removed = 0
    const host = createHost({ name: 'Host' })
    const app = host.adopt({ appId: 'shop', onRemoved: () => removed++ })
    app.unmount()
    app.unmount()
    host.close()
    expect(removed).toBe(1)
  })
})

describe('capabilities', () => {
  it('are all granted by "*", to both sides alike', async () => {
    const host = createHost({ name: 'Host', capabilities: ['*'] })
    host.onCustomEvent('any', () => 'answered')
    const app = host.adopt({ appId: 'shop' })
    const peer = await join(app)
    expect(app.capabilities).toEqual(['*'])
    expect(await peer.request('any', null)).toBe('answered')
    host.close()
  })
})

describe('a miniapp that does not connect', () => {
  it('is named, with what to look at first', async () => {
    const host = createHost({ name: 'Host' })
    const app = host.adopt({ appId: 'shop', connectTimeout: 10 })
    await expect(app.connected).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/"shop" that was adopted .* Was accept\(\) called/),
    })
    host.close()
  })
})
