import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { openTwoOrigins, type TwoOrigins } from './two-origins.js'

interface Fixtures {
  /** An empty folder outside the workspace, in which nothing of it can be found by chance. */
  folder: string
  origins: TwoOrigins
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  async folder({}, use) {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'drawbridge-consumer-')))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  async origins({}, use) {
    const origins = await openTwoOrigins()
    await use(origins)
    await origins.close()
  },
})

/** Buys in the frame and pays on the host page, as a person would. */
export async function buy(page: Page, hostOrigin: string): Promise<void> {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(hostOrigin)
  const miniapp = page.frameLocator('iframe')
  await expect(miniapp.locator('html')).toHaveAttribute('data-theme', 'dark')
  await miniapp.getByRole('button', { name: 'Buy' }).click()
  await expect(page.getByText('Pay 42.00?')).toBeVisible()
  await page.getByRole('button', { name: 'Pay' }).click()
  await expect(miniapp.getByRole('status')).toHaveText('transaction of order-1')
  expect(problems).toEqual([])
}
