import { errorFacts, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

/** Granted, decided, refused, given and taken away while the miniapp runs. */
export const changingCapabilities: Scenario = {
  async host(stage) {
    const asked: unknown[] = []
    const host = testHost({
      capabilities: ['price'],
      async decideCapabilities(names, { miniapp }) {
        asked.push([miniapp.appId, names])
        return names.filter((name) => name !== 'camera')
      },
    })
    let release: (reply: string) => void = () => {}
    for (const name of ['price', 'photo', 'camera', 'later']) host.onCustomEvent(name, () => name)
    host.onCustomEvent('slow', () => new Promise<string>((resolve) => (release = resolve)))
    const app = mountMiniapp(stage, host)
    const other = mountMiniapp(stage, host, { appId: 'other', url: stage.page('idle') })
    const first = await stage.heard('miniapp')
    app.grant(['later', 'slow'])
    await stage.heard('miniapp')
    app.revoke(['slow', 'price', 'never had'])
    release('what runs goes on')
    const second = await stage.heard('miniapp')
    const facts = {
      asked,
      first,
      second,
      capabilities: app.capabilities,
      other: other.capabilities,
    }
    host.close()
    return facts
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const told: unknown[] = []
    await miniapp.connected
    miniapp.on('session', ({ capabilities }) => told.push(capabilities))
    const answers = await miniapp.requestCapabilities(['price', 'photo', 'camera', 'nothing'])
    stage.say({
      answers,
      photo: await outcomeOf(miniapp.request('photo', null)),
      camera: await outcomeOf(miniapp.request('camera', null)),
      supports: ['price', 'photo', 'camera'].map((name) => miniapp.supports(name)),
      told: [...told],
    })
    await new Promise<void>((resolve) => miniapp.on('session', () => resolve()))
    const later = await miniapp.request('later', null)
    const slow = miniapp.request('slow', null)
    const revoked = new Promise<void>((resolve) => miniapp.on('session', () => resolve()))
    // Program order is wire order: once this one is answered the slow one has arrived.
    await miniapp.request('price', null)
    stage.say('ready')
    await revoked
    return {
      later,
      slow: await slow,
      price: await outcomeOf(miniapp.request('price', null)),
      supports: ['price', 'later', 'slow'].map((name) => miniapp.supports(name)),
    }
  },
  idle: async () => null,
}

/** A host that grants everything has nothing to take from, and says so. */
export const revokingFromAll: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    try {
      app.revoke(['price'])
      return null
    } catch (error) {
      return { ...errorFacts(error), text: (error as Error).message }
    }
  },
  miniapp: async () => null,
}
