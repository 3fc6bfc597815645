// A script of its own, so that nothing in it is shared with the one of the page but what the page is.
export { isBridgeError } from '@drawbridge/core'
export { createHost } from '@drawbridge/host'
export { createMiniapp } from '@drawbridge/miniapp'
