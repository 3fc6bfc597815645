import { defineContract, type } from '@drawbridge/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { linkedPair } from './linked-pair.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

const contract = defineContract({
  add: { payload: type<number[]>(), reply: type<number>() },
  note: { payload: type<string>() },
})

describe('linkedPair()', () => {
  it('joins a real miniapp and a real host, both ways', async () => {
    const { miniapp, host, app, close } = linkedPair({
      contract,
      origin: 'https://shop.test',
      app: { context: { theme: 'dark' } },
    })
    const heard: string[] = []
    host.onCustomEvent('add', (numbers) => numbers.reduce((sum, n) => sum + n, 0))
    miniapp.onCustomEvent('note', (text) => void heard.push(text))
    app.sendCustomEvent('note', 'first')
    expect(await miniapp.request('add', [1, 2, 3])).toBe(6)
    expect(heard).toEqual(['first'])
    expect(miniapp.context).toEqual({ theme: 'dark' })
    expect(app.session?.origin).toBe('https://shop.test')
    close()
    expect([miniapp.status, app.status]).toEqual(['closed', 'unmounted'])
    await turn()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('finds its other side again after the wire was cut', async () => {
    const { miniapp, host, app, faults, close } = linkedPair()
    host.onCustomEvent('get', () => 1)
    await miniapp.connected
    faults.cut()
    await turn()
    expect([miniapp.status, app.status]).toEqual(['disconnected', 'disconnected'])
    const reply = miniapp.request('get', null)
    await turn(250)
    expect(await reply).toBe(1)
    close()
  })

  it('lets another document join a keyed call of the last one', async () => {
    const pair = linkedPair()
    let runs = 0
    let finish = (_paid: boolean): void => {}
    pair.host.onCustomEvent('pay', () => {
      runs++
      return new Promise<boolean>((resolve) => (finish = resolve))
    })
    const lost = pair.miniapp.request('pay', 5, { key: 'order-1' }).catch((error) => error.code)
    await turn()
    const again = pair.reload().request('pay', 5, { key: 'order-1' })
    await turn()
    finish(true)
    expect([await lost, await again, runs]).toEqual(['DISCONNECTED', true, 1])
    pair.close()
  })

  it('gives up like a miniapp whose host is silent, in time', async () => {
    const at = { connection: 1, from: 'host', packet: 1, fault: 'silent' } as const
    const { miniapp, close } = linkedPair({ faults: { at: [at] } })
    const connected = miniapp.connected.catch((error) => error)
    await turn(12_000)
    expect(await connected).toMatchObject({
      code: 'NO_HOST',
      message: 'No host answered within 12000 ms. diagnose() says why',
    })
    close()
  })

  it('takes no session for an app that was unmounted', async () => {
    const { miniapp, app, close } = linkedPair()
    await Promise.resolve()
    app.unmount()
    await turn(1_000)
    expect([app.status, app.session, miniapp.session]).toEqual(['unmounted', undefined, undefined])
    close()
  })
})
