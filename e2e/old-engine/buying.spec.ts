import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlayground } from '@drawbridge/playground'
import { buildPlayground } from '@drawbridge/playground/build'
import { servePlainPages } from '../consumers/plain-pages.js'
import { openTwoOrigins } from '../consumers/two-origins.js'
import { expect, test } from '../harness/test.js'

// Playwright's own clicks ask this engine for what it does not have: elements are clicked by their events.

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
  const shop = page.frameLocator('.berth iframe')
  await expect(shop.locator('html')).toHaveAttribute('data-status', 'connected')
  await shop.locator('[data-product="harbour-mug"] .add').dispatchEvent('click')
  await shop.locator('.buy').dispatchEvent('click')
  await page.locator('dialog[open] button', { hasText: 'Confirm and pay' }).dispatchEvent('click')
  await expect(shop.locator('.notice')).toHaveAttribute('data-tone', 'good')
  await expect(page.locator('.ledger tbody tr')).toHaveAttribute('data-runs', '1')
  await playground.close()
})

test('a plain page with the one-file scripts of the tarballs buys', async ({ page }) => {
  const origins = await openTwoOrigins()
  await servePlainPages(folder, origins)
  await page.goto(origins.hostOrigin)
  const miniapp = page.frameLocator('iframe')
  await expect(miniapp.locator('html')).toHaveAttribute('data-theme', 'dark')
  await miniapp.locator('#buy').dispatchEvent('click')
  await expect(page.locator('#amount')).toHaveText('Pay 42.00?')
  await page.locator('#pay').dispatchEvent('click')
  await expect(miniapp.locator('#receipt')).toHaveText('transaction of order-1')
  await origins.close()
})
