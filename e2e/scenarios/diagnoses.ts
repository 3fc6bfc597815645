import type { MiniappOptions } from '@drawbridge/miniapp'
import { diagnose } from '@drawbridge/miniapp/diagnose'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'
import type { Stage } from '../pages/stage.js'
import { pass } from '../pages/time.js'

async function diagnosed(stage: Stage, options: Partial<MiniappOptions>): Promise<unknown> {
  const miniapp = testMiniapp(stage, { connectTimeout: 600, ...options })
  await miniapp.connected.catch(() => {})
  const { status, candidates, text, waited } = diagnose(miniapp)
  // How long the search took, not how old the miniapp is.
  await pass(waited / 10 + 1)
  const isSettled = diagnose(miniapp).waited === waited
  if (!isSettled) throw new Error('The search is over, and its time goes on')
  miniapp.close()
  return { status, candidates, text }
}

/** What a developer reads, in a frame whose page mounts it, and what he has to add. */
export const diagnoses: Scenario = {
  async host(stage) {
    mountMiniapp(stage, testHost(), { connectTimeout: 20_000 })
    const mounted = await stage.heard('miniapp')
    const bare = document.createElement('iframe')
    bare.src = stage.page('alone')
    document.body.append(bare)
    const unmounted = await stage.heard('alone')
    mountMiniapp(stage, testHost(), {
      url: stage.page('refused'),
      origins: ['https://other.example'],
    })
    return { mounted, unmounted, refused: await stage.heard('refused') }
  },
  async miniapp(stage) {
    return {
      connected: await diagnosed(stage, { hostOrigins: 'any' }),
      missing: await diagnosed(stage, { hostOrigins: undefined }),
      unlisted: await diagnosed(stage, { hostOrigins: ['https://other.example'] }),
    }
  },
  alone: (stage) => diagnosed(stage, {}),
  refused: (stage) => diagnosed(stage, {}),
}

/** The page around it has no origin: no line in either page makes it a host. */
export const diagnosedInSandbox: Scenario = {
  async host(stage) {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.src = stage.page('sandboxed', { at: 'host' })
    document.body.append(frame)
    return await stage.heard('inner')
  },
  async sandboxed(stage) {
    mountMiniapp(stage, testHost(), { url: stage.page('inner') })
    return await new Promise(() => {})
  },
  inner: (stage) => diagnosed(stage, {}),
}

/** In a tab of its own. */
export const diagnosedAlone: Scenario = { host: (stage) => diagnosed(stage, {}) }
