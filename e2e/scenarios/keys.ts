import { BridgeError } from '@drawbridge/core'
import { sessionStorageOutcomes } from '@drawbridge/host'
import { type Outcome, outcomeOf } from '../pages/facts.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const key = 'order-1'

/** A keyed request runs once: what comes again joins it, or gets what it ended with. */
export const keyedRequests: Scenario = {
  async host(stage) {
    const host = testHost()
    const runs: string[] = []
    host.onCustomEvent('pay', async (order, context) => {
      runs.push(`pay ${context.key}`)
      await Promise.resolve()
      return { order, transaction: runs.length }
    })
    host.onCustomEvent('refuse', () => {
      runs.push('refuse')
      throw new BridgeError('OUT_OF_STOCK', 'None left', { data: { left: 0 } })
    })
    host.onCustomEvent('fail', () => {
      runs.push('fail')
      throw new Error('secret')
    })
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), runs }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const pay = (order: unknown, own = key) =>
      outcomeOf(miniapp.request('pay', order, { key: own }))
    const twice = async (type: string): Promise<Outcome[]> => [
      await outcomeOf(miniapp.request(type, null, { key })),
      await outcomeOf(miniapp.request(type, null, { key })),
    ]
    const [first, joined] = await Promise.all([pay({ id: 1, sum: 2 }), pay({ id: 1, sum: 2 })])
    const [firstFailure, secondFailure] = await twice('fail')
    return {
      first,
      joined,
      stored: await pay({ id: 1, sum: 2 }),
      otherOrderOfMembers: await pay({ sum: 2, id: 1 }),
      otherPayload: await pay({ id: 1, sum: 3 }),
      otherKey: await pay({ id: 1, sum: 2 }, 'order-2'),
      // The type belongs to the scope of a key.
      refused: await twice('refuse'),
      failed: firstFailure,
      isSameFailure: JSON.stringify(firstFailure) === JSON.stringify(secondFailure),
    }
  },
}

/** A cancel settles the caller who cancels; the handler is aborted when all have. */
export const cancelledKeys: Scenario = {
  async host(stage) {
    const host = testHost()
    const runs: string[] = []
    let run = 0
    host.onCustomEvent('pay', (order, { signal, progress }) => {
      const mine = ++run
      runs.push(`run ${mine}: ${String(order)}`)
      progress('started')
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          runs.push(`aborted ${mine}`)
          reject(signal.reason)
        })
        void stage.cued(`answer ${mine}`).then(() => resolve(`transaction ${mine}`))
      })
    })
    host.onCustomEvent('answer', (which) => stage.cue(window, `answer ${which}`))
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), runs }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    /** Two callers of one key; the second calls when the handler runs. */
    const payTwice = async (order: string) => {
      const [first, second] = [new AbortController(), new AbortController()]
      const pay = ({ signal }: AbortController, onProgress?: () => void) =>
        outcomeOf(miniapp.request('pay', order, { key: order, signal, onProgress }))
      let one: Promise<Outcome> | undefined
      await new Promise<void>((resolve) => {
        one = pay(first, resolve)
      })
      return { first, second, one, other: pay(second) }
    }
    const half = await payTwice('half')
    half.first.abort()
    const halfOne = await half.one
    miniapp.sendCustomEvent('answer', 1)
    const halfOther = await half.other

    const full = await payTwice('full')
    full.first.abort()
    full.second.abort()
    const bothCancelled = [await full.one, await full.other]
    const again = miniapp.request('pay', 'full', { key: 'full' })
    miniapp.sendCustomEvent('answer', 3)
    return { halfOne, halfOther, bothCancelled, again: await again }
  },
}

/** The miniapp reloads while its request runs: the repetition joins it. */
export const keyOverMiniappReload: Scenario = {
  async host(stage) {
    const host = testHost()
    const runs: unknown[] = []
    const answered = stage.cued('answer')
    host.onCustomEvent('pay', async (order, { signal }) => {
      runs.push(order)
      const app = [...document.querySelectorAll('iframe')][0]
      stage.cue(app?.contentWindow ?? null, 'reload')
      await answered
      return { transaction: 't1', isAborted: signal.aborted }
    })
    host.onCustomEvent('repeated', () => stage.cue(window, 'answer'))
    mountMiniapp(stage, host)
    return { miniapp: await stage.heard('miniapp'), runs }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const asked = miniapp.request('pay', 'order', { key })
    if (location.hash !== '#again') {
      await stage.cued('reload')
      location.hash = 'again'
      location.reload()
      return await new Promise(() => {})
    }
    miniapp.sendCustomEvent('repeated', null)
    return await asked
  },
}

const RUNS = 'runs'

/** The host reloads after it answered: stored outcomes outlive its document, the handler does not run again. */
export const keyOverHostReload: Scenario = {
  async host(stage) {
    const host = testHost({ outcomes: sessionStorageOutcomes() })
    host.onCustomEvent('pay', (order) => {
      const run = Number(sessionStorage.getItem(RUNS)) + 1
      sessionStorage.setItem(RUNS, String(run))
      return { order, run }
    })
    mountMiniapp(stage, host)
    const miniapp = await stage.heard('miniapp')
    if (location.hash !== '#again') {
      location.hash = 'again'
      location.reload()
      return await new Promise(() => {})
    }
    return { miniapp, runs: sessionStorage.getItem(RUNS) }
  },
  async miniapp(stage) {
    const miniapp = testMiniapp(stage)
    const reply = await miniapp.request('pay', 'order', { key })
    return { reply, durable: miniapp.session?.outcomes.durable }
  },
}

/** The same key of another app, another partition or another mount without an origin is another request. */
export const keyScopes: Scenario = {
  async host(stage) {
    const host = testHost()
    let runs = 0
    host.onCustomEvent('pay', () => ++runs)
    const facts: Record<string, unknown> = {}
    const sandbox = 'allow-scripts'
    const mounts = {
      first: {},
      again: {},
      otherApp: { appId: 'other' },
      otherUser: { partition: 'user 2' },
      opaque: { sandbox },
      opaqueAgain: { sandbox },
    }
    for (const [name, options] of Object.entries(mounts)) {
      const app = mountMiniapp(stage, host, options)
      facts[name] = await stage.heard('miniapp')
      app.unmount()
    }
    return facts
  },
  async miniapp(stage) {
    return await testMiniapp(stage).request('pay', 'order', { key })
  },
}
