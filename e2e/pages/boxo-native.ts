// A Boxo miniapp that a native host drives: what a test asks of it is evaluated in its page.
import dropIn from '@drawbridge/boxo/js-sdk'
import { callByConnector, callBySdk } from './boxo-calls.js'
import { publishedMiniapp, type Raw } from './boxo-sides.js'

// Loaded now: it looks around when it is loaded, and says nothing before it is asked to.
const published = publishedMiniapp()

Object.assign(window, {
  published,
  dropIn,
  callByPublished: async () => callBySdk(await published),
  callByDropIn: () => callBySdk(dropIn as unknown as Raw),
  callByConnector,
})
