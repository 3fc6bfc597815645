import { eventBridge } from '@drawbridge/http/fallback'
import { createMiniapp, type Miniapp } from '@drawbridge/miniapp'
import { contract } from '../contract.js'
import { identity } from '../identity.js'
import type { Launch } from './launch.js'

export type Bridge = Miniapp<(typeof contract)['entries']>

/** Over its own server in a plain tab, where no host will ever be. A frame has one, or an app that does not answer. */
export function openBridge({ hostOrigins, connectTimeout, eventsUrl }: Launch): Bridge {
  const isPlainTab = window.parent === window
  return createMiniapp({
    appId: identity.appId,
    version: '1.0.0',
    hostOrigins,
    contract,
    connectTimeout,
    ...(isPlainTab && {
      fallback: eventBridge({ url: eventsUrl, clientId: identity.clientId, keys: true }),
    }),
  })
}
