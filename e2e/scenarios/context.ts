import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** The host's state, in the handshake and then live. */
export const liveContext: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost(), { context: { locale: 'en', theme: 'dark' } })
    // Before there is a connection: it is in the handshake.
    app.setContext({ theme: 'light' })
    await app.connected
    app.setContext({ locale: 'ar', direction: 'rtl' })
    app.sendCustomEvent('over', null)
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const seen: unknown[] = [miniapp.context]
    const objects = new Set<unknown>()
    miniapp.on('context', (context) => {
      seen.push(context)
      objects.add(context)
    })
    await new Promise<void>((resolve) => miniapp.onCustomEvent('over', () => resolve()))
    return { seen, isNewEachTime: objects.size === 2, isFrozen: Object.isFrozen(miniapp.context) }
  },
}

/** What a miniapp may use: granted, asked for, refused. */
export const capabilities: Scenario = {
  async host(stage) {
    const host = testHost({ capabilities: ['allowed'] })
    const heard: unknown[] = []
    const errors: string[] = []
    host.on('error', ({ code }) => errors.push(code))
    host.onCustomEvent('allowed', () => 'yes')
    host.onCustomEvent('hidden', (payload) => heard.push(payload))
    host.onAppEvent((event) => void heard.push(event))
    const app = mountMiniapp(stage, host)
    const toMiniapp = await app.request('hidden', null)
    return { miniapp: await stage.heard('miniapp'), toMiniapp, heard, errors }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('hidden', () => 'the other way')
    miniapp.sendCustomEvent('hidden', 'an event')
    const code = (call: Promise<unknown>) =>
      call.catch((error: Error & { code: string }) => error.code)
    const receipt = await miniapp.sendAppEvent('viewed', null)
    return {
      allowed: await code(miniapp.request('allowed', null)),
      hidden: await code(miniapp.request('hidden', 'a request')),
      appEvent: await code(receipt.delivered),
      answer: await miniapp.requestCapabilities(['allowed', 'hidden', 'other']),
      supports: ['allowed', 'hidden', 'progress'].map((name) => miniapp.supports(name)),
    }
  },
}
