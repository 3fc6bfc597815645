import type { AppEvents } from '@drawbridge/host'
import { rawConnect, rawHello, rawWindow } from '../pages/raw-miniapp.js'
import type { Scenario } from '../pages/scenario.js'
import { mountMiniapp, testHost, testMiniapp } from '../pages/sides.js'

const MESSAGES = 100_000
/** So low that the slowest machine is flooded. */
const limits = { eventsPerSecond: 100, eventBurst: 1_000 }

/** A miniapp that has lost its mind: it speaks by hand and keeps to no limit. */
async function rave(origin: string): Promise<void> {
  const window_ = rawWindow()
  const port = rawHello(parent, origin, `attempt-${Math.random()}`)
  await window_.next('welcome')
  await rawConnect(port)
  for (let n = 0; n < MESSAGES; n++)
    port.say({ jsonrpc: '2.0', method: 'event', params: { type: 'news', payload: n } })
}

/** 100,000 events at once, then, from another document of the same frame, as many again. */
export const flood: Scenario = {
  async host(stage) {
    const host = testHost({ limits })
    let heard = 0
    host.onCustomEvent('news', () => void heard++)
    const app = mountMiniapp(stage, host)
    const floods: unknown[] = []
    const status: AppEvents['status'][] = []
    app.on('status', (next) => status.push(next))
    app.on('error', ({ code, data }) => {
      const { flood: count } = (data ?? {}) as { flood?: number }
      if (count !== undefined) floods.push({ code, count })
    })
    const isOver = (): Promise<void> =>
      new Promise((resolve) => {
        const off = app.on('status', (next) => {
          if (next !== 'disconnected' && next !== 'unmounted') return
          off()
          resolve()
        })
      })
    await isOver()
    const heardFirst = heard
    const isThere = app.iframe.isConnected
    const gone = new Promise<void>((resolve) =>
      app.on('lifecycle', ({ state }) => state === 'closed' && resolve()),
    )
    app.iframe.src = stage.page('miniapp', { query: { again: 'yes' } })
    await gone
    return {
      heardFirst,
      heardAfter: heard - heardFirst,
      isThere,
      isThereAfter: app.iframe.isConnected,
      floods,
      status,
    }
  },
  async miniapp(stage) {
    await rave(stage.origins.host)
    return null
  },
}

/** A polite neighbour of a flood is served all the while. */
export const floodedNeighbour: Scenario = {
  async host(stage) {
    const host = testHost({ limits })
    host.onCustomEvent('news', () => {})
    const neighbour = mountMiniapp(stage, host, { url: stage.page('neighbour'), appId: 'calm' })
    await neighbour.connected
    const raver = mountMiniapp(stage, host)
    const over = new Promise<void>((resolve) =>
      raver.on('status', (next) => next === 'disconnected' && resolve()),
    )
    let answers = 0
    let isOver = false
    void over.then(() => {
      isOver = true
    })
    while (!isOver) {
      await neighbour.request('here', answers, { timeout: 10_000 })
      answers++
    }
    return { hasAnswers: answers > 0, last: await neighbour.request('here', 'after') }
  },
  async miniapp(stage) {
    await rave(stage.origins.host)
    return null
  },
  async neighbour(stage) {
    testMiniapp(stage, { appId: 'calm' }).onCustomEvent('here', (payload) => payload)
    return await new Promise(() => {})
  },
}
