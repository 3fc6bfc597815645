import type { LifecycleEvent } from '@drawbridge/miniapp'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const facts = ({ state, cause }: LifecycleEvent): string => `${state} (${cause})`

/** The host hides and shows its app, lets it save, and ends it. */
export const closingApp: Scenario = {
  async host(stage) {
    const host = testHost()
    const saved: unknown[] = []
    host.onCustomEvent('save', (draft) => void saved.push(draft))
    const app = mountMiniapp(stage, host)
    const seen: string[] = []
    app.on('lifecycle', (event) => seen.push(facts(event)))
    await stage.heard('miniapp')
    app.setVisible(false)
    app.setVisible(false)
    app.setVisible(true)
    await app.close({ reason: 'logout' })
    return { saved, seen, status: app.status, frames: frames.length }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const seen: string[] = []
    miniapp.on('lifecycle', (event) => {
      seen.push(facts(event))
      // The last that this page can be sure to say.
      if (event.state === 'closing') event.waitUntil(miniapp.request('save', seen))
    })
    await miniapp.connected
    return 'ready'
  },
}

/** A miniapp that saves for ever, and one that is not there, are ended all the same. */
export const closingInTime: Scenario = {
  async host(stage) {
    const slow = mountMiniapp(stage, testHost())
    await slow.connected
    const none = mountMiniapp(stage, testHost(), { url: stage.page('silent') })
    await stage.heard('miniapp')
    await Promise.all([slow.close({ timeout: 400 }), none.close()])
    return [slow.status, none.status]
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.on('lifecycle', ({ state, waitUntil }) => {
      if (state === 'closing') waitUntil(new Promise(() => {}))
    })
    await miniapp.connected
    return null
  },
  silent: () => new Promise(() => {}),
}

/** What a browser tells a page that it freezes: a headless one cannot be made to say it by itself. */
function freezeAndResume(): void {
  for (const name of ['freeze', 'resume']) document.dispatchEvent(new Event(name))
}

async function untilResumed(
  side: { on(name: 'lifecycle', listener: (event: LifecycleEvent) => void): unknown },
  seen: string[],
): Promise<void> {
  await new Promise<void>((resolve) =>
    side.on('lifecycle', (event) => {
      seen.push(facts(event))
      if (event.state === 'resumed') resolve()
    }),
  )
}

/** The page of either side is frozen and thawed, and the other hears of it. */
export const freezing: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    const seen: string[] = []
    const resumed = untilResumed(app, seen)
    await stage.heard('miniapp')
    await resumed
    freezeAndResume()
    return { host: seen, miniapp: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const seen: string[] = []
    const resumed = untilResumed(miniapp, seen)
    await miniapp.connected
    freezeAndResume()
    stage.say('ready')
    await resumed
    return seen
  },
}
