import type { Page } from '@playwright/test'
import axe, { type AxeResults } from 'axe-core'
import type { Desk } from './desk.js'
import { expect, test } from './test.js'

const themes = ['light', 'dark'] as const
const widths = [320, 768, 1280] as const

/** The states that a buyer and a developer meet. */
const states: Readonly<
  Record<string, { query?: Record<string, string>; reach(desk: Desk): Promise<void> }>
> = {
  'just opened': { reach: async () => {} },
  'sheet open': { reach: (desk) => desk.buy() },
  'bank at work': {
    query: { scenario: 'slow', bank: '60000' },
    async reach(desk) {
      await desk.buy()
      await desk.confirm()
      await expect(desk.sheet).toContainText('Your bank is checking')
    },
  },
  paid: {
    async reach(desk) {
      await desk.buy()
      await desk.confirm()
      await expect(desk.shop.locator('.recording')).toHaveAttribute('data-state', 'done')
      await desk.shop.getByRole('button', { name: /^Orders/ }).click()
    },
  },
  'paid, and not recorded': {
    async reach(desk) {
      // An answer that says nothing of a transaction.
      await desk.page.route('**/events', (route) => route.fulfill({ json: {} }))
      await desk.buy()
      await desk.confirm()
      await expect(desk.shop.locator('.recording')).toHaveAttribute('data-state', 'failed')
    },
  },
  failed: {
    query: { scenario: 'throws' },
    async reach(desk) {
      await desk.choose('harbour-mug')
      await desk.buyButton.click()
      await expect(desk.notice).toHaveAttribute('data-tone', 'bad')
    },
  },
}

for (const [name, { query, reach }] of Object.entries(states))
  test(`axe finds nothing: ${name}, light and dark`, async ({ desk }) => {
    await desk.open({ theme: 'light', ...query })
    await reach(desk)
    await findsNothingInBothThemes(desk)
  })

test('axe finds nothing from right to left, light and dark', async ({ desk }) => {
  await desk.open({ theme: 'light', locale: 'ar' })
  await findsNothingInBothThemes(desk)
})

for (const theme of themes)
  test(`axe finds nothing in a shop without a host, ${theme}`, async ({ page, playground }) => {
    await page.goto(`${playground.shopUrl}?theme=${theme}`)
    await expect(page.locator('html')).toHaveAttribute('data-way', 'server')
    await page.locator('[data-product="dusk-vase"] .add').click()
    await page.locator('.buy').click()
    await expect(page.locator('.notice')).toHaveAttribute('data-tone', 'good')
    expect(await violations(page.mainFrame())).toEqual([])
  })

test('axe finds nothing where no miniapp can be opened, and nothing runs over the edge', async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 320, height: 800 })
  const query = { miniapp: `shop.example/${'long'.repeat(20)}`, locale: 'ar', theme: 'light' }
  await page.goto(`${playground.hostUrl}?${new URLSearchParams(query)}`)
  await expect(page.getByRole('alert')).toBeVisible()
  expect(await page.evaluate(widest)).toEqual([])
  expect(await violations(page.mainFrame())).toEqual([])
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  expect(await violations(page.mainFrame())).toEqual([])
})

test('axe finds nothing in what was delivered, and nothing runs over the edge', async ({
  page,
  playground,
  outage,
}) => {
  const { origin } = new URL(playground.shopUrl)
  const event = { app_id: 'kilnfolk', client_id: 'quay', event_type: 'cart_updated', payload: {} }
  const tell = () =>
    page.request.post(`${origin}/events`, { data: event, headers: { Origin: origin } })
  await tell()
  await outage.begin()
  await tell()
  await outage.end()
  await page.goto(playground.backend.deliveriesUrl)
  const failed = page.getByRole('row', { name: /Failed/ }).first()
  await expect(failed).toBeVisible()
  await expect(page.getByRole('row', { name: /Delivered/ }).first()).toBeVisible()
  await noneBroken(page)
  await failed.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Attempts' })).toBeVisible()
  await noneBroken(page)
})

for (const locale of ['en', 'de', 'es', 'ar'])
  test(`nothing runs over the edge at ${widths.join(', ')} px: ${locale}`, async ({ desk }) => {
    await desk.open({ locale })
    await desk.choose('harbour-mug', 'storm-teapot')
    await expect(desk.page.locator('.log-row[data-type="product_chosen"]').nth(3)).toBeAttached()
    for (const width of widths) {
      await desk.page.setViewportSize({ width, height: 800 })
      for (const frame of [desk.page.mainFrame(), desk.shopFrame()])
        expect(await frame.evaluate(widest), `${width} px`).toEqual([])
    }
    await desk.buyButton.click()
    await expect(desk.sheet).toBeVisible()
    for (const width of widths) {
      await desk.page.setViewportSize({ width, height: 800 })
      expect(await desk.page.evaluate(widest), `${width} px`).toEqual([])
    }
  })

for (const width of widths)
  test(`loading and buying shifts the layout by less than 0.02 at ${width} px`, async ({
    desk,
  }) => {
    await desk.page.emulateMedia({ reducedMotion: 'no-preference' })
    await desk.page.setViewportSize({ width, height: 900 })
    await desk.page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
          const { dataset } = document.documentElement
          dataset.shift = String(Number(dataset.shift ?? 0) + entry.value)
        }
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await desk.open()
    await desk.buy()
    await desk.confirm()
    await expect(desk.notice).toHaveAttribute('data-tone', 'good')
    for (const frame of [desk.page.mainFrame(), desk.shopFrame()])
      expect(
        await frame.evaluate(() => Number(document.documentElement.dataset.shift ?? 0)),
      ).toBeLessThan(0.02)
  })

test('who asked for less motion gets none', async ({ desk }) => {
  await desk.open()
  await desk.buy()
  for (const frame of [desk.page.mainFrame(), desk.shopFrame()]) {
    const running = await frame.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) > 20)
        .map((animation) => String(animation)),
    )
    expect(running).toEqual([])
  }
})

/** Looks at both documents, which are light, and again when the developer has made them dark. */
async function findsNothingInBothThemes({ page, shopFrame }: Desk): Promise<void> {
  const documents = [page.mainFrame(), shopFrame()]
  for (const document of documents) expect(await violations(document), 'light').toEqual([])
  // The sheet lies over it: no pointer reaches it while that is open.
  await page.getByRole('radio', { name: 'Dark', includeHidden: true }).dispatchEvent('click')
  for (const document of documents) {
    await expect(document.locator('html')).toHaveAttribute('data-theme', 'dark')
    expect(await violations(document), 'dark').toEqual([])
  }
}

/** What axe objects to in this document, as short lines. */
async function violations(frame: { evaluate: Desk['page']['evaluate'] }): Promise<string[]> {
  if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source)
  const results = await frame.evaluate<AxeResults>('axe.run(document, { iframes: false })')
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  )
}

/** A page that follows the colours of the reader's machine, from a desk to a phone. */
async function noneBroken(page: Page): Promise<void> {
  for (const width of [1280, 320, 390]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(widest)).toEqual([])
  }
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    expect(await violations(page.mainFrame())).toEqual([])
  }
}

/** The elements that stick out of the page sideways. */
function widest(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement
  const outside = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect()
    // What an ancestor cuts off or scrolls by itself is no matter of the page.
    return (
      width > 0 &&
      (left < -1 || right > clientWidth + 1) &&
      !element.closest('.sr-only, .log-rows, .ledger-scroll')
    )
  })
  return [
    ...(scrollWidth > clientWidth ? [`scrolls to ${scrollWidth}`] : []),
    ...outside.map((element) => `${element.tagName}.${element.className}`),
  ]
}
