import { readFile } from 'node:fs/promises'
import { expect, test } from './test.js'

test('an empty log says what will fill it, a filter without a match what to change', async ({
  desk,
}) => {
  await desk.open()
  await expect(desk.logRows.first()).toBeVisible()
  await desk.page.getByRole('button', { name: 'Clear' }).click()
  await expect(desk.page.locator('.log-empty')).toContainText('Nothing has crossed yet')
  await desk.choose('harbour-mug')
  await expect(desk.page.locator('.log-empty')).toBeHidden()
  await desk.page.getByLabel('Filter messages').fill('no such thing')
  await expect(desk.page.locator('.log-empty')).toContainText('No message matches')
})

test('a request is tied to its reply, with its latency', async ({ desk }) => {
  await desk.open()
  await desk.buy()
  await desk.confirm()
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
  const request = desk.page.locator('.log-row[data-kind="request"][data-type="checkout_started"]')
  const pair = (await request.getAttribute('data-pair')) ?? ''
  const reply = desk.page.locator(`.log-row[data-kind="reply"][data-pair="${pair}"]`)
  await expect(reply).toHaveAttribute('data-direction', 'out')
  await expect(reply.locator('.latency')).toHaveText(/^[\d.]+ m?s$/)
  await expect(reply.locator(`[data-tie="${pair}"]`)).toHaveAttribute('data-part', 'end')
  await request.hover()
  await expect(reply).toHaveClass(/is-tied/)

  const main = request.getByRole('button')
  await main.click()
  await expect(main).toHaveAttribute('aria-expanded', 'true')
  await expect(request.locator('.payload')).toContainText('"currency": "EUR"')
})

test('the keyboard walks through the rows and opens them', async ({ desk }) => {
  await desk.open()
  await desk.choose('harbour-mug')
  await expect(desk.page.locator('.log-row[data-type="product_chosen"]')).toHaveCount(2)
  // Nothing may come in between the keys.
  await desk.page.getByRole('button', { name: 'Pause' }).click()
  const second = desk.logRows.nth(1).getByRole('button')
  await desk.page.locator('.log-main[tabindex="0"]').focus()
  await desk.page.keyboard.press('Home')
  await desk.page.keyboard.press('ArrowDown')
  await expect(second).toBeFocused()
  await desk.page.keyboard.press('Enter')
  await expect(second).toHaveAttribute('aria-expanded', 'true')
  await desk.page.keyboard.press('End')
  await expect(desk.logRows.last().locator('.log-main')).toBeFocused()
  await expect(desk.page.locator('.log-main[tabindex="0"]')).toHaveCount(1)
})

test('a paused log stands still and catches up', async ({ desk }) => {
  await desk.open()
  await desk.choose('harbour-mug')
  const added = desk.page.locator('.log-row[data-type="cart_updated"]')
  await expect(added).toHaveCount(1)
  await desk.page.getByRole('button', { name: 'Pause' }).click()
  await desk.choose('dusk-vase')
  const resume = desk.page.getByRole('button', { name: /^Resume \(\d+ new\)$/ })
  await expect(resume).toBeVisible()
  await expect(added).toHaveCount(1)
  await resume.click()
  await expect(added).toHaveCount(2)
})

test('the log can be filtered by text and by kind', async ({ desk }) => {
  await desk.open()
  await desk.choose('harbour-mug')
  await expect(desk.page.locator('.log-row[data-type="product_chosen"]')).toHaveCount(2)
  const kinds = desk.page.locator('.chips')
  await kinds.getByRole('button', { name: 'Replies' }).click()
  await expect(desk.page.locator('.log-row[data-kind="reply"]')).toHaveCount(0)
  await expect(desk.page.locator('.log-row[data-kind="request"]').first()).toBeAttached()
  await kinds.getByRole('button', { name: 'Replies' }).click()
  await desk.page.getByLabel('Filter messages').fill('harbour-mug')
  await expect(desk.logRows).toHaveCount(1)
  await expect(desk.logRows).toHaveAttribute('data-type', 'product_chosen')
})

test('the log can be saved as a file', async ({ desk }) => {
  await desk.open()
  await desk.buy()
  await desk.cancel()
  await expect(desk.notice).toContainText('Order cancelled')
  const download = desk.page.waitForEvent('download')
  await desk.page.getByRole('button', { name: 'Save' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^drawbridge-log-.*\.json$/)
  const saved = JSON.parse(await readFile(await file.path(), 'utf8'))
  expect(saved.lanes.host.origin).toBe(new URL(desk.playground.hostUrl).origin)
  expect(saved.entries).toContainEqual(
    expect.objectContaining({
      kind: 'reply',
      direction: 'out',
      type: 'checkout_started',
      payload: { status: 'cancelled' },
      latency: expect.any(Number),
    }),
  )
})

test('only the last 500 entries are kept', async ({ desk }) => {
  await desk.open()
  const mug = desk.shop.locator('[data-product="harbour-mug"]')
  await mug.locator('.add').click()
  await mug.locator('.stepper').evaluate((stepper) => {
    const [less, more] = stepper.querySelectorAll('button')
    for (let n = 0; n < 300; n++) {
      more?.click()
      less?.click()
    }
  })
  await expect(desk.page.locator('.log .card-count')).toHaveText('500')
  await expect(desk.logRows).toHaveCount(500)
})
