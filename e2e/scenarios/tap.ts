import { type TapMessage, tap } from '@drawbridge/core'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** What a log needs of each message; times and sizes as what they have to be. */
function told({ time, bytes, latency, ...message }: TapMessage): unknown {
  return {
    ...message,
    isRecent: Math.abs(Date.now() - time) < 60_000,
    hasSize: bytes > 10,
    ...(latency !== undefined && { hasLatency: latency >= 0 && latency < 60_000 }),
  }
}

/** Tells of each message but of the signs of life, for which a host asks when the frame loads, sooner or later. */
const collect =
  (seen: unknown[]) =>
  (message: TapMessage): void => {
    if (message.method !== 'bridge/ping') seen.push(told(message))
  }

/** Every message that crosses, as both sides see it. */
export const taps: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('price', () => ({ amount: 10 }))
    host.onCustomEvent('fail', () => Promise.reject(new Error('secret')))
    const app = mountMiniapp(stage, host)
    const seen: unknown[] = []
    const off = tap(app, collect(seen))
    const miniapp = await stage.heard('miniapp')
    off()
    await app.request('more', null)
    return { host: seen, miniapp }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('more', () => null)
    await miniapp.connected
    const seen: unknown[] = []
    tap(miniapp, collect(seen))
    await miniapp.request('price', { id: 7 })
    miniapp.sendCustomEvent('opened', 1)
    await miniapp.request('fail', null).catch(() => {})
    return seen
  },
}
