import { BridgeError, defineContract, type StandardSchemaV1, type } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
import { join } from '../test/joined.js'
import { createHost } from './host.js'

/** A schema that makes something else of each payload. */
function schema(make: (payload: unknown) => unknown): StandardSchemaV1<unknown, unknown> {
  return {
    '~standard': { version: 1, vendor: 'test', validate: (payload) => ({ value: make(payload) }) },
  }
}

describe('a key', () => {
  it('is of one app: another one on the same origin has its own run', async () => {
    const host = createHost({ name: 'Host' })
    const open = new Map<string, () => void>()
    host.onCustomEvent('pay', (_order, { miniapp: { appId } }) => {
      return new Promise((resolve) => {
        open.set(appId, () => resolve(`paid in ${appId}`))
      })
    })
    const peers = await Promise.all(['a', 'b'].map((appId) => join(host.adopt({ appId }))))
    const replies = peers.map((peer, n) => peer.request('pay', n, { key: 'order-1' }))
    await expect.poll(() => open.size).toBe(2)
    for (const answer of open.values()) answer()
    expect(await Promise.all(replies)).toEqual(['paid in a', 'paid in b'])
    host.close()
  })

  it.each([
    ['adds a time', (amount: unknown) => ({ amount, at: performance.now() })],
    ['makes a BigInt', (amount: unknown) => BigInt(amount as number)],
    ['makes a Map', (amount: unknown) => new Map([['amount', amount]])],
  ])('compares what was sent, also where the schema %s', async (_what, make) => {
    const contract = defineContract({ pay: { payload: schema(make), reply: type<string>() } })
    const host = createHost({ name: 'Host', contract })
    let runs = 0
    host.onCustomEvent('pay', () => `paid ${++runs}`)
    const peer = await join(host.adopt({ appId: 'shop' }))
    expect(await peer.request('pay', 1, { key: 'k' })).toBe('paid 1')
    expect(await peer.request('pay', 1, { key: 'k' })).toBe('paid 1')
    await expect(peer.request('pay', 2, { key: 'k' })).rejects.toMatchObject({
      code: 'KEY_REUSED',
    })
    host.close()
  })
})

describe('an app event', () => {
  it('that is refused before it runs may come again with its key', async () => {
    const host = createHost({ name: 'Host', capabilities: [] })
    const app = host.adopt({ appId: 'shop' })
    const peer = await join(app)
    const send = async (): Promise<unknown> => {
      const params = JSON.stringify({ event: 'paid', data: 1, _meta: { key: 'k' } })
      try {
        return await peer.call('appEvent', 'app event paid', params, { key: 'k' })
      } catch (error) {
        return (error as BridgeError).code
      }
    }
    expect(await send()).toBe('NOT_ALLOWED')
    app.grant(['appEvent'])
    expect(await send()).toBe('NO_HANDLER')
    const taken: unknown[] = []
    host.onAppEvent((event) => void taken.push(event))
    expect(await send()).toEqual({})
    expect(await send()).toEqual({ duplicate: true })
    expect(taken).toEqual(['paid'])
    app.revoke(['appEvent'])
    expect(await send()).toBe('NOT_ALLOWED')
    host.close()
  })

  it('that its handler refuses has that as its outcome', async () => {
    const host = createHost({ name: 'Host' })
    let runs = 0
    host.onAppEvent(() => {
      runs++
      throw new BridgeError('NOT_ALLOWED', 'not this user')
    })
    const peer = await join(host.adopt({ appId: 'shop' }))
    const params = JSON.stringify({ event: 'paid', data: 1, _meta: { key: 'k' } })
    for (const _ of [1, 2])
      await expect(
        peer.call('appEvent', 'app event paid', params, { key: 'k' }),
      ).rejects.toMatchObject({ code: 'NOT_ALLOWED', message: 'not this user' })
    expect(runs).toBe(1)
    host.close()
  })
})
