import { type BridgeError, defaultLimits } from '@drawbridge/core'
import { describe, expect, it } from 'vitest'
import { joinByHand, settled } from '../test/joined.js'
import { createHost } from './host.js'

const ask = (type: string, id: number): object => ({ id, method: 'event', params: { type } })
const many = (count: number, make: (n: number) => object): object[] =>
  Array.from({ length: count }, (_, n) => make(n + 1))

describe('limits', () => {
  it('are refused by name where they are no number over 0, and are the standard ones where undefined', async () => {
    for (const bad of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY, '9'])
      expect(() => createHost({ name: 'Host', limits: { inFlight: bad as number } })).toThrow(
        `limits.inFlight must be a number over 0, not ${bad}`,
      )
    const host = createHost({ name: 'Host', limits: { inFlight: undefined as never } })
    const { packets } = await joinByHand(host.adopt({ appId: 'shop' }))
    expect(JSON.parse(packets[0] as string).m[0].result.limits).toEqual(defaultLimits)
    host.close()
  })

  it('of requests hold for those that are answered in the turn in which they come', async () => {
    const host = createHost({ name: 'Host' })
    let runs = 0
    host.onCustomEvent('catalog', () => ++runs)
    const { say, packets } = await joinByHand(host.adopt({ appId: 'shop' }))
    const { inFlight } = defaultLimits
    say(many(2 * inFlight, (id) => ask('catalog', id)))
    await settled()
    await settled()
    expect(runs).toBe(inFlight)
    expect(packets.join('').match(/RATE_LIMITED/g)).toHaveLength(inFlight)
    // What has left makes room.
    say(many(10, (n) => ask('catalog', 2 * inFlight + n)))
    await settled()
    expect(runs).toBe(inFlight + 10)
    host.close()
  })

  it('end a miniapp that asks on and on for what is refused at once', async () => {
    const host = createHost({ name: 'Host', capabilities: ['other'] })
    const app = host.adopt({ appId: 'shop' })
    const { say } = await joinByHand(app)
    const codes: string[] = []
    app.on('error', ({ code }) => codes.push(code))
    let id = 0
    for (let packet = 0; packet < 10; packet++) {
      say(many(12_000, () => ask('catalog', ++id)))
      await settled()
    }
    expect(app.status).toBe('disconnected')
    expect(codes).toContain('RATE_LIMITED')
    host.close()
  })

  it('count a request with the id of another one', async () => {
    const limits = { eventBurst: 10, eventsPerSecond: 1 }
    const host = createHost({ name: 'Host', limits })
    host.onCustomEvent('catalog', () => 1)
    const errors: BridgeError[] = []
    host.on('error', (error) => errors.push(error))
    const { say } = await joinByHand(host.adopt({ appId: 'shop' }))
    say(many(30, () => ask('catalog', 1)))
    await settled()
    expect(errors.map(({ code }) => code)).toEqual(Array(10).fill('INVALID_MESSAGE'))
    host.close()
  })
})
