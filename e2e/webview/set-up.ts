import { afterAll, afterEach, beforeAll } from 'vitest'
import { type NativeApp, startNativeApp, type View, type ViewEvents } from './native-app.js'
import { openShopView, type ShopView, type ShopViewOptions } from './shop-view.js'
import { type Site, startSite } from './site.js'

export interface SetUp {
  /** A webview with a host behind it, for miniapps of one origin. */
  open(options?: ShopViewOptions & { readonly origin?: string }): Promise<ShopView>
  /** A webview and nothing else. */
  view(events: ViewEvents): View
  url: Site['url']
  origins(): Site['origins']
}

const shop = '<!doctype html><title>Shop</title><script type="module" src="/native.js"></script>'

/**
 * One native app and one site for the tests of a file; what a test opened is closed after it. `/shop` is the miniapp
 * and `/plain` a page that knows nothing of a bridge.
 */
export function setUp(
  pages: (url: Site['url']) => Readonly<Record<string, string>> = () => ({}),
): SetUp {
  let native: NativeApp
  let site: Site
  let ends: (() => Promise<void>)[] = []

  beforeAll(async () => {
    ;[native, site] = await Promise.all([startNativeApp(), startSite()])
    site.add({ '/shop': shop, '/plain': '<!doctype html><title>Plain</title>', ...pages(site.url) })
  })
  afterEach(async () => {
    for (const end of ends) await end()
    ends = []
  })
  afterAll(async () => {
    await native.stop()
    await site.close()
  })

  return {
    async open({ origin = site.origins.here, ...options } = {}) {
      const opened = await openShopView(native, [origin], options)
      ends.push(async () => {
        opened.host.close()
        await opened.view.close()
      })
      return opened
    },
    view(events) {
      const view = native.view(events)
      ends.push(view.close)
      return view
    },
    url: (path, at) => site.url(path, at),
    origins: () => site.origins,
  }
}
