import { createHost } from '@drawbridge/host'
import { benchLimits, LONGEST_MS } from '../limits.mjs'
import { type BurstEvent, type HostHalf, idleHandlers, never } from '../sides.js'

/** The driver has a limit of its own, and a page may take its time while hundreds of others are closed. */
const forever = { timeout: LONGEST_MS, deadline: LONGEST_MS }

/** With limits that are out of the way. */
export const drawbridgeHost: HostHalf = withLimits(benchLimits)
/** As it comes: at most 256 requests without an answer. */
export const drawbridgeDefaultHost: HostHalf = withLimits({})

function withLimits(limits: Partial<typeof benchLimits>): HostHalf {
  return ({ echo, tell, arrived }, handlers) => {
    const host = createHost({ name: 'Bench', limits })
    host.onCustomEvent('echo', echo)
    host.onCustomEvent('tell', (event) => tell(event as BurstEvent))
    host.onCustomEvent('arrived', arrived)
    host.onCustomEvent('never', never)
    for (const [type, handler] of Object.entries(idleHandlers(handlers)))
      host.onCustomEvent(type, handler)
    return {
      mount(url) {
        const app = host.mount(document.body, { url, appId: 'bench', connectTimeout: LONGEST_MS })
        return { ask: (payload) => app.request('echo', payload, forever), remove: app.unmount }
      },
    }
  }
}
