import { diagnose } from '@drawbridge/miniapp/diagnose'
import { outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, type Side, testHost, testMiniapp } from '../pages/sides.js'

/** What a browser gives to secure contexts alone, and a bridge could have come to need. */
function kept(): unknown {
  return {
    isSecureContext,
    randomUUID: typeof crypto.randomUUID,
    subtle: typeof crypto.subtle,
    locks: typeof navigator.locks,
  }
}

async function useAll(side: Side): Promise<unknown> {
  const progress: unknown[] = []
  side.sendCustomEvent('told', { by: 'event' })
  return {
    asked: await outcomeOf(side.request('ask', 1)),
    keyed: [
      await outcomeOf(side.request('count', null, { key: 'k' })),
      await outcomeOf(side.request('count', null, { key: 'k' })),
    ],
    worked: await outcomeOf(side.request('work', 1, { onProgress: (step) => progress.push(step) })),
    cancelled: await outcomeOf(
      side.request('wait', null, { signal: AbortSignal.abort('not needed') }),
    ),
    progress,
  }
}

function answerAll(side: Pick<Side, 'onCustomEvent'>): readonly unknown[] {
  const told: unknown[] = []
  let count = 0
  side.onCustomEvent('told', (payload) => void told.push(payload))
  side.onCustomEvent('ask', (payload) => [payload])
  side.onCustomEvent('count', () => ++count)
  side.onCustomEvent('work', (_payload, { progress }) => {
    progress(50)
    return 'done'
  })
  side.onCustomEvent('wait', () => new Promise(() => {}))
  return told
}

/** Both pages were loaded without TLS, from an address that no browser trusts for that. */
export const insecure: Scenario = {
  async host(stage) {
    const host = testHost({ capabilities: ['told', 'ask', 'count', 'work', 'wait', 'appEvent'] })
    const told = answerAll(host)
    const viewed: unknown[] = []
    host.onAppEvent((event, data, { key }) => void viewed.push([event, data, typeof key]))
    const app = mountMiniapp(stage, host, { context: { theme: 'dark' } })
    await stage.heard('miniapp')
    const asked = await useAll(app)
    app.setContext({ theme: 'light' })
    return { kept: kept(), asked, told, viewed, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const told = answerAll(miniapp)
    await miniapp.connected
    const light = new Promise<void>((resolve) =>
      miniapp.on('context', ({ theme }) => theme === 'light' && resolve()),
    )
    const { delivered } = await miniapp.sendAppEvent('viewed', { page: 'home' })
    await delivered
    const asked = await useAll(miniapp)
    stage.say('done')
    await light
    return { kept: kept(), asked, told, isDiagnosed: diagnose(miniapp).text.includes('connected') }
  },
}
