import type { Playground } from '@drawbridge/playground'
import { expect, type Frame, type FrameLocator, type Locator, type Page } from '@playwright/test'

interface Kept {
  readonly id: string
  readonly status: string
  readonly transaction: string | undefined
  /** The transaction of the host app's server. */
  readonly recorded: string | undefined
}

/** The host page with the shop in it, in the words of a buyer. */
export interface Desk {
  readonly page: Page
  readonly playground: Playground
  readonly shop: FrameLocator
  readonly sheet: Locator
  readonly buyButton: Locator
  /** What the shop tells above the basket. */
  readonly notice: Locator
  /** The rows of the host's book. */
  readonly payments: Locator
  readonly logRows: Locator
  /** Opens the host page and waits for the shop to have connected. */
  open(query?: Readonly<Record<string, string>>): Promise<void>
  connected(): Promise<void>
  /** Puts one piece of each into the basket. */
  choose(...products: string[]): Promise<void>
  /** Chooses a mug, presses Buy and waits for the sheet. */
  buy(): Promise<void>
  confirm(): Promise<void>
  cancel(): Promise<void>
  /** The orders as the shop lists them, newest first. */
  orders(): Promise<Kept[]>
  reloadShop(): Promise<void>
  shopFrame(): Frame
}

export function createDesk(page: Page, playground: Playground): Desk {
  const shop = page.frameLocator('.berth iframe')
  const sheet = page.getByRole('dialog')
  const buyButton = shop.locator('.buy')

  const desk: Desk = {
    page,
    playground,
    shop,
    sheet,
    buyButton,
    notice: shop.locator('.notice'),
    payments: page.locator('.ledger tbody tr'),
    logRows: page.locator('.log-row'),
    async open(query = {}) {
      await page.goto(`${playground.hostUrl}?${new URLSearchParams({ locale: 'en', ...query })}`)
      await desk.connected()
    },
    async connected() {
      await expect(shop.locator('html')).toHaveAttribute('data-status', 'connected')
    },
    async choose(...products) {
      for (const product of products) await shop.locator(`[data-product="${product}"] .add`).click()
    },
    async buy() {
      await desk.choose('harbour-mug')
      await buyButton.click()
      await expect(sheet).toBeVisible()
    },
    async confirm() {
      await sheet.getByRole('button', { name: 'Confirm and pay' }).click()
    },
    async cancel() {
      await sheet.getByRole('button', { name: 'Cancel' }).click()
    },
    async orders() {
      await shop.getByRole('button', { name: /^Orders/ }).click()
      const rows = await shop.locator('.order').all()
      const kept = await Promise.all(
        rows.map(async (row) => ({
          id: (await row.getAttribute('data-order')) ?? '',
          status: (await row.getAttribute('data-status')) ?? '',
          transaction: (await row.getAttribute('data-transaction')) ?? undefined,
          recorded: (await row.getAttribute('data-recorded')) ?? undefined,
        })),
      )
      await shop.getByRole('button', { name: 'Shop', exact: true }).click()
      return kept
    },
    async reloadShop() {
      const frame = desk.shopFrame()
      const loaded = page.waitForEvent('framenavigated', (navigated) => navigated === frame)
      await frame.evaluate(() => location.reload())
      await loaded
    },
    shopFrame() {
      const frame = page.frames().find((candidate) => candidate.parentFrame() === page.mainFrame())
      if (!frame) throw new Error('The page has no frame')
      return frame
    },
  }
  return desk
}
