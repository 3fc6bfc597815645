import { BridgeError, defineContract, type } from '@drawbridge/core'
import { createHost } from '@drawbridge/host'
import { createMiniapp } from '@drawbridge/miniapp'
import { describe, expect, it } from 'vitest'
import { linkedPair } from './linked-pair.js'
import { type Recording, record } from './recorder.js'
import { replayHost, replayMiniapp } from './replay.js'

const contract = defineContract({
  pay: {
    payload: type<{ amount: number; card: string }>(),
    reply: type<{ paid: boolean; token: string }>(),
    sensitive: ['card', 'token'],
  },
  theme: { payload: type<string>() },
  state: { payload: type<null>(), reply: type<string>() },
})

/** A purchase between two real sides, seen from one of them. */
async function recorded(at: 'miniapp' | 'host'): Promise<Recording> {
  const { miniapp, host, app, close } = linkedPair({ contract })
  const recorder = record(at === 'miniapp' ? miniapp : app)
  host.onCustomEvent('pay', ({ amount }) => {
    if (amount > 100) throw new BridgeError('TOO_MUCH', 'Too much', { data: { max: 100 } })
    app.sendCustomEvent('theme', 'dark')
    return { paid: true, token: 'secret-token' }
  })
  miniapp.onCustomEvent('state', () => 'paid')
  miniapp.onCustomEvent('theme', () => {})
  await miniapp.request('pay', { amount: 5, card: 'secret-card' })
  await expect(miniapp.request('pay', { amount: 500, card: 'secret-card' })).rejects.toThrow()
  await app.request('state', null)
  close()
  return JSON.parse(JSON.stringify(recorder)) as Recording
}

describe('record()', () => {
  it('shows what crossed as JSON, without what is sensitive', async () => {
    const recording = await recorded('miniapp')
    const calls = recording.messages.filter(({ kind }) => kind !== 'control')
    expect(
      calls.map(({ direction, kind, type, payload }) => [direction, kind, type, payload]),
    ).toEqual([
      ['out', 'request', 'pay', { amount: 5, card: '[redacted]' }],
      ['in', 'event', 'theme', 'dark'],
      ['in', 'reply', 'pay', { paid: true, token: '[redacted]' }],
      ['out', 'request', 'pay', { amount: 500, card: '[redacted]' }],
      [
        'in',
        'error',
        'pay',
        { code: -32000, message: 'Too much', data: { code: 'TOO_MUCH', data: { max: 100 } } },
      ],
      ['in', 'request', 'state', null],
      ['out', 'reply', 'state', 'paid'],
    ])
    expect(JSON.stringify(recording)).not.toContain('secret')
  })
})

describe('replayHost()', () => {
  it('plays the host of a recording to a real miniapp', async () => {
    const host = replayHost(await recorded('miniapp'))
    const miniapp = createMiniapp({ appId: 'shop', connectors: [host.connector] })
    const heard: unknown[] = []
    miniapp.onCustomEvent('theme', (theme) => void heard.push(theme))
    miniapp.onCustomEvent('state', () => 'paid')
    expect(await miniapp.request('pay', { amount: 7, card: 'x' })).toEqual({
      ...{ paid: true, token: '[redacted]' },
    })
    expect(heard).toEqual(['dark'])
    expect(host.left()[0]).toMatchObject({ direction: 'out', type: 'pay' })
    await expect(miniapp.request('pay', 1)).rejects.toMatchObject({
      ...{ code: 'TOO_MUCH', data: { max: 100 } },
    })
    await host.done
    expect(host.left()).toEqual([])
    miniapp.close()
  })

  it('refuses what is no recording', () => {
    expect(() => replayHost({} as Recording)).toThrow('make it with record()')
  })
})

describe('replayMiniapp()', () => {
  it('plays the miniapp of a recording to a real host', async () => {
    const host = createHost({ name: 'Host' })
    const app = host.adopt({ appId: 'shop' })
    const paid: unknown[] = []
    host.onCustomEvent('pay', (order) => {
      paid.push(order)
      if (paid.length === 1) app.sendCustomEvent('theme', 'light')
      return true
    })
    const miniapp = replayMiniapp(await recorded('host'))
    await miniapp.connect(app)
    const state = app.request('state', null)
    await miniapp.done
    expect(await state).toBe('paid')
    expect(paid).toEqual([
      { amount: 5, card: '[redacted]' },
      { amount: 500, card: '[redacted]' },
    ])
    host.close()
  })
})
