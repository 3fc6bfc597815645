import { androidScript } from '@drawbridge/host/native'
import { type Browser, type BrowserContext, chromium, devices } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, quietArgs } from '../../scripts/browser.mjs'
import { framedShop, INVALID_OF_A_FRAME, intruderPage } from '../webview/hostile-pages.js'
import { type Site, startSite } from '../webview/site.js'
import { type AndroidView, openAndroidView, type Shape } from './android-view.js'

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

describe.each<Shape>(['listener', 'interface'])('a phone with the %s shape', (shape) => {
  const open = (isInjected?: boolean): Promise<AndroidView> =>
    openAndroidView(context, shape, site.origins.here, isInjected)

  it('connects, asks and answers both ways, and tells events in order', async () => {
    const { host, app, page, documents } = await open()
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    host.onCustomEvent('count', () => told.length)
    await page.goto(site.url('/shop'))
    await app.connected
    expect(documents).toEqual([{ origin: site.origins.here, injection: 'start' }])
    expect(await page.evaluate('navigator.userAgent')).toContain('Android')
    expect(await app.request('echo', { text: '</script>\u2028' })).toEqual({
      text: '</script>\u2028',
    })
    const count = await page.evaluate(`{
      for (let i = 0; i < 1000; i++) miniapp.sendCustomEvent('told', i)
      miniapp.request('count', null)
    }`)
    expect(count).toBe(1_000)
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, i) => i))
    host.close()
  })

  it('begins another session after a reload', async () => {
    const { host, app, page, documents } = await open()
    await page.goto(site.url('/shop'))
    const first = await app.connected
    const ended = new Promise<void>((resolve) =>
      app.on('status', (status) => status === 'disconnected' && resolve()),
    )
    await page.reload()
    await ended
    expect((await app.connected).id).not.toBe(first.id)
    expect(await app.request('echo', 1)).toBe(1)
    expect(documents).toHaveLength(2)
    host.close()
  })

  it('takes no frame for the miniapp', async () => {
    const { host, app, page, documents, refused } = await open()
    const told: unknown[] = []
    host.onCustomEvent('told', (payload) => void told.push(payload))
    await page.goto(site.url('/framed'))
    const { id } = await app.connected
    await page.evaluate('addFrames()')
    expect(await page.evaluate('reported')).toEqual(Array(4).fill({ said: 8, port: 'undefined' }))
    await page.evaluate('miniapp.sendCustomEvent("told", "by the miniapp")')
    expect(await app.request('echo', 1)).toBe(1)
    expect(told).toEqual(['by the miniapp'])
    expect(app.session?.id).toBe(id)
    expect(documents).toHaveLength(1)
    // The listener tells frames apart before anything is read.
    const code = shape === 'listener' ? 'NOT_ALLOWED' : 'INVALID_MESSAGE'
    const each = shape === 'listener' ? 8 : INVALID_OF_A_FRAME
    expect(refused.filter((refusal) => refusal === code)).toHaveLength(4 * each)
    host.close()
  })

  it('takes a script that is injected late, and says so', async () => {
    const { host, app, page, documents } = await open(false)
    await page.goto(site.url('/shop'))
    await page.evaluate(androidScript)
    await app.connected
    expect(documents).toEqual([{ origin: site.origins.here, injection: 'late' }])
    expect(await app.request('echo', 1)).toBe(1)
    host.close()
  })
})
