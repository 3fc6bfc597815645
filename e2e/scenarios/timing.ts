import { bothWays } from '../pages/both-ways.js'
import { outcomeOf } from '../pages/facts.js'
import { rawHost } from '../pages/raw-host.js'
import { rawMiniapp } from '../pages/raw-miniapp.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, type Side, testHost, testMiniapp } from '../pages/sides.js'
import { pass, timed } from '../pages/time.js'

const TIMEOUT_MS = 600

/** A person thinks for three timeouts: the side that holds the request says that it is alive. */
export const thinking: Scenario = bothWays({
  answer(side) {
    side.onCustomEvent('confirm', async () => {
      await pass(3 * TIMEOUT_MS)
      return 'confirmed'
    })
    side.onCustomEvent('works', async (_payload, { progress }) => {
      progress({ percent: 10 })
      await pass(2 * TIMEOUT_MS)
      progress({ percent: 90 })
      return 'done'
    })
    return () => null
  },
  async ask(side) {
    // Silence and deadlines run from the call, and would count how long it takes to connect.
    await side.connected
    const progress: unknown[] = []
    const onProgress = (value: unknown): void => void progress.push(value)
    const [confirmed, worked] = await Promise.all([
      side.request('confirm', null, { timeout: TIMEOUT_MS }),
      side.request('works', null, { timeout: TIMEOUT_MS, onProgress }),
    ])
    return { confirmed, worked, progress }
  },
})

/** A deadline is hard; what comes after it is told once, as an event. */
export const deadlines: Scenario = bothWays({
  answer(side) {
    let finish: ((value: string) => void)[] = []
    const slow = () => new Promise((resolve) => finish.push(resolve))
    side.onCustomEvent('slow', slow)
    side.onCustomEvent('slow with key', slow)
    side.onCustomEvent('finish', () => {
      for (const resolve of finish) resolve('late')
      finish = []
    })
    return () => null
  },
  async ask(side) {
    await side.connected
    const { ms, value: asked } = await timed(
      outcomeOf(side.request('slow', null, { deadline: 700 })),
    )
    const keyed = await outcomeOf(side.request('slow with key', null, { deadline: 300, key: 'k' }))
    const late: unknown[] = []
    const told = new Promise<void>((resolve) =>
      side.on('late-reply', ({ type, key, result }) => {
        if (late.push({ type, key, result }) === 2) resolve()
      }),
    )
    side.sendCustomEvent('finish', null)
    await told
    return { asked, keyed, isInTime: ms >= 700 && ms < 10_000, late }
  },
})

/** The options of a call that are no times or keys. */
export const badOptions: Scenario = bothWays({
  answer: () => () => null,
  async ask(side) {
    const bad = [{ timeout: 0 }, { timeout: Number.NaN }, { deadline: -1 }, { key: '' }]
    return await Promise.all(bad.map((options) => outcomeOf(side.request('any', null, options))))
  },
})

async function askTheDead(side: Side): Promise<unknown> {
  const { ms, value } = await timed(outcomeOf(side.request('confirm', null, { timeout: 900 })))
  return { ...value, isInTime: ms >= 900 && ms < 10_000 }
}

/** A host that connects and then falls silent is noticed within the silence that the call allows. */
export const deadHost: Scenario = {
  async host(stage) {
    const host = rawHost(stage)
    const port = await host.connect()
    const miniapp = await stage.heard('miniapp')
    const { m } = await port.next()
    // The answer of a host that was only slow.
    port.say({ jsonrpc: '2.0', id: m[0]?.id, result: 'late' })
    return { miniapp, late: await stage.heard('miniapp') }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const late = new Promise((resolve) => miniapp.on('late-reply', resolve))
    stage.say(await askTheDead(miniapp))
    return await late
  },
}

/** The same the other way. */
export const deadMiniapp: Scenario = {
  async host(stage) {
    const app = mountMiniapp(stage, testHost())
    await app.connected
    return await askTheDead(app)
  },
  async miniapp(stage) {
    await rawMiniapp(stage)
    return null
  },
}

/** Answers at a cue from outside: the page is frozen in between. */
export const frozen: Scenario = {
  async host(stage) {
    const host = testHost()
    const paid = stage.cued('pay')
    host.onCustomEvent('checkout', async () => {
      await paid
      return 'paid'
    })
    mountMiniapp(stage, host)
    await stage.heard('miniapp')
    document.title = 'Asked'
    return await stage.heard('miniapp')
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    await miniapp.connected
    const late: unknown[] = []
    miniapp.on('late-reply', (reply) => late.push(reply))
    const asked = miniapp.request('checkout', null, { timeout: 1_000 })
    stage.say('asked')
    return { ...(await outcomeOf(asked)), late }
  },
}
