import { createDeferred } from '@drawbridge/core'
import { createHost, type Host } from '@drawbridge/host'
import { createMiniapp, type Miniapp, type Search } from '@drawbridge/miniapp'
import { memoryConnector } from '@drawbridge/testing'
import { onTestFinished, vi } from 'vitest'
import { eventBridge, type FallbackOptions } from '../../src/fallback.js'

export interface LateHost {
  readonly host: Host
  readonly shop: Miniapp
  /** Lets the host be found, and waits until it has taken over. */
  come(): Promise<unknown>
}

/** A miniapp over its fallback, and a host that is not found before it is told to come. */
export function lateHost(
  fallback: Pick<FallbackOptions, 'url'> & Partial<FallbackOptions>,
): LateHost {
  const host = createHost({ name: 'Host' })
  const app = host.adopt({ appId: 'shop' })
  const found = memoryConnector((theirs) => app.accept(theirs, 'https://shop.example'))
  const late = createDeferred<void>()
  const shop = createMiniapp({
    appId: 'shop',
    connectors: [
      {
        ...found,
        search(options, events) {
          let search: Search | undefined
          void late.promise.then(() => (search = found.search(options, events)))
          return { retry: () => search?.retry(), stop: () => search?.stop() }
        },
      },
    ],
    connectTimeout: 10,
    fallback: eventBridge({ clientId: 'super-app', ...fallback }),
  })
  onTestFinished(() => {
    shop.close()
    host.close()
  })
  return {
    host,
    shop,
    come() {
      late.resolve()
      return vi.waitUntil(() => shop.session?.transport === 'memory')
    },
  }
}
