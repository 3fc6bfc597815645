import { type Browser, type BrowserContext, chromium, devices, type Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { findChromium, quietArgs } from '../../scripts/browser.mjs'
import { framedShop, intruderPage } from '../webview/hostile-pages.js'
import { type Site, startSite } from '../webview/site.js'

export interface PhoneSetUp {
  /** A page of a phone, closed after the test. */
  page(): Promise<Page>
  url: Site['url']
  origin(): string
}

/** One Chromium and one site for the tests of a file. `/shop` is the miniapp, `/framed` the one with hostile frames, `/boxo` one that speaks Boxo. */
export function setUpPhone(): PhoneSetUp {
  let browser: Browser
  let site: Site
  let context: BrowserContext

  beforeAll(async () => {
    const { executablePath } = await findChromium()
    site = await startSite()
    site.add({
      '/shop': '<!doctype html><title>Shop</title><script type="module" src="/native.js"></script>',
      '/framed': framedShop(site.url('/intruder', 'there')),
      '/intruder': intruderPage,
      '/boxo': '<!doctype html><script type="module" src="/boxo-native.js"></script>',
    })
    browser = await chromium.launch({
      args: quietArgs,
      ...(executablePath !== undefined && { executablePath }),
    })
  })
  afterAll(async () => {
    await browser.close()
    await site.close()
  })
  beforeEach(async () => {
    context = await browser.newContext(devices['Pixel 7'])
  })
  afterEach(() => context.close())

  return {
    page: () => context.newPage(),
    url: (path, at) => site.url(path, at),
    origin: () => site.origins.here,
  }
}
