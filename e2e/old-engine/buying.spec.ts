import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlayground } from '@drawbridge/playground'
import { buildPlayground } from '@drawbridge/playground/build'
import type { Frame, Locator, Page } from '@playwright/test'
import { servePlainPages } from '../consumers/plain-pages.js'
import { openTwoOrigins } from '../consumers/two-origins.js'
import { expect, test } from '../harness/test.js'

// What Playwright asks of an element before it clicks it, or expects something of it, this engine does not have.
const press = (element: Locator): Promise<void> => element.dispatchEvent('click')
const there = async (element: Locator): Promise<void> => void (await element.textContent())

/** The one frame of a page that has loaded. */
function frameOf(page: Page): Frame {
  const [frame] = page.mainFrame().childFrames()
  if (!frame) throw new Error('The page has no frame')
  return frame
}

let folder: string
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drawbridge-old-engine-'))
})
test.afterAll(() => rm(folder, { recursive: true }))

test('the engine is Chromium 102', async ({ page }) => {
  expect(await page.evaluate(() => navigator.userAgent)).toContain(' Chrome/102.')
})

test('the shop of the playground buys from its host', async ({ page }) => {
  await buildPlayground(folder)
  const playground = await startPlayground({ folder })
  await page.goto(`${playground.hostUrl}?locale=en`)
  const shop = frameOf(page)
  await there(shop.locator('html[data-status="connected"]'))
  await press(shop.locator('[data-product="harbour-mug"] .add'))
  await press(shop.locator('.buy'))
  await press(page.locator('[role=dialog] button', { hasText: 'Confirm and pay' }))
  await there(shop.locator('.notice[data-tone="good"]'))
  await there(page.locator('.ledger tbody tr[data-runs="1"]'))
  await playground.close()
})

test('a plain page with the one-file scripts of the tarballs buys', async ({ page }) => {
  const origins = await openTwoOrigins()
  await servePlainPages(folder, origins)
  await page.goto(origins.hostOrigin)
  const miniapp = frameOf(page)
  await there(miniapp.locator('html[data-theme="dark"]'))
  await press(miniapp.locator('#buy'))
  await there(page.locator('#amount', { hasText: 'Pay 42.00?' }))
  await press(page.locator('#pay'))
  await there(miniapp.locator('#receipt', { hasText: 'transaction of order-1' }))
  await origins.close()
})
