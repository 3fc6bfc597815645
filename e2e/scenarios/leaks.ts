import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const ROUNDS = 500

/** Counts what is added to and taken from the page while `work` runs. */
async function listenersLeft(work: () => Promise<void>): Promise<number> {
  let left = 0
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype
  const kept = new Map<EventTarget, Map<string, Set<unknown>>>()
  const isCounted = (target: unknown): target is EventTarget =>
    target === window || target === document
  EventTarget.prototype.addEventListener = function (
    this: EventTarget,
    ...args: Parameters<typeof add>
  ) {
    if (isCounted(this ?? window)) {
      const byName = kept.get(this ?? window) ?? new Map<string, Set<unknown>>()
      kept.set(this ?? window, byName)
      byName.set(args[0], (byName.get(args[0]) ?? new Set()).add(args[1]))
    }
    add.apply(this ?? window, args)
  } as typeof add
  EventTarget.prototype.removeEventListener = function (
    this: EventTarget,
    ...args: Parameters<typeof remove>
  ) {
    kept
      .get(this ?? window)
      ?.get(args[0])
      ?.delete(args[1])
    remove.apply(this ?? window, args)
  } as typeof remove
  try {
    await work()
  } finally {
    EventTarget.prototype.addEventListener = add
    EventTarget.prototype.removeEventListener = remove
  }
  for (const byName of kept.values()) for (const set of byName.values()) left += set.size
  return left
}

/** A host that mounts and unmounts all day long. The driver looks at the heap at each pause. */
export const leaks: Scenario = {
  async host(stage) {
    const host = testHost()
    host.onCustomEvent('who', () => 'host')
    const apps: WeakRef<object>[] = []
    const left = await listenersLeft(async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const app = mountMiniapp(stage, host)
        apps.push(new WeakRef(app))
        // The first and last ones talk; those between are unmounted while they connect.
        if (round < 20 || round >= ROUNDS - 20) await app.request('who', null)
        app.unmount()
        if (round === 99 || round === ROUNDS - 1) {
          document.title = `Round ${round + 1}`
          await stage.cued('go on')
        }
      }
    })
    const alive = apps.filter((app) => app.deref() !== undefined).length
    return { listenersLeft: left, alive, frames: frames.length }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    miniapp.onCustomEvent('who', async () => [await miniapp.request('who', null)])
    await miniapp.connected
    return null
  },
}
