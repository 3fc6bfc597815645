import { createMiniapp } from '@drawbridge/miniapp'
import { driveFrame } from '../frame.js'
import { LONGEST_MS } from '../limits.mjs'
import { type Arrivals, echo } from '../sides.js'

driveFrame(async (hostOrigin) => {
  const miniapp = createMiniapp({
    appId: 'bench',
    hostOrigins: [hostOrigin],
    // A busy machine takes its time to load a page.
    connectTimeout: LONGEST_MS,
  })
  miniapp.onCustomEvent('echo', echo)
  await miniapp.connected
  const forever = { timeout: LONGEST_MS, deadline: LONGEST_MS }
  return {
    ask: (payload) => miniapp.request('echo', payload),
    tell: (event) => miniapp.sendCustomEvent('tell', event),
    arrived: () => miniapp.request('arrived', null) as Promise<Arrivals>,
    askForever: () => void miniapp.request('never', null, forever),
  }
})
