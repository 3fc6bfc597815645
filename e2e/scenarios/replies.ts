import { bothWays } from '../pages/both-ways.js'
import type { Scenario } from '../pages/scenario.js'

const values: Readonly<Record<string, unknown>> = {
  zero: 0,
  text: '',
  no: false,
  nothing: null,
  missing: undefined,
  list: [],
  object: {},
}

/** Replies that a careless `if` would take for no reply. */
export const emptyReplies: Scenario = bothWays({
  answer(side) {
    for (const [name, value] of Object.entries(values)) {
      side.onCustomEvent(name, () => value)
      side.onCustomEvent(`${name} later`, async () => value)
    }
    return () => null
  },
  async ask(side) {
    const replies: Record<string, unknown> = {}
    for (const name of Object.keys(values)) {
      replies[name] = [await side.request(name, null), await side.request(`${name} later`, null)]
    }
    return replies
  },
})

/** Payloads too: an event and a request carry them unchanged. */
export const emptyPayloads: Scenario = bothWays({
  answer(side) {
    const seen: unknown[] = []
    side.onCustomEvent('told', (payload) => void seen.push(payload))
    side.onCustomEvent('asked', (payload) => payload)
    return () => seen
  },
  async ask(side) {
    const replies: unknown[] = []
    for (const value of Object.values(values)) {
      side.sendCustomEvent('told', value)
      replies.push(await side.request('asked', value))
    }
    return replies
  },
})
