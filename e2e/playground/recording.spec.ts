import type { Page } from '@playwright/test'
import type { Desk } from './desk.js'
import { expect, sites, test } from './test.js'

/** What the server of the host app has saved of the newest order of this shop. */
async function savedFor(desk: Desk) {
  const [order] = await desk.orders()
  const saved = desk.playground.backend.host.transactions()
  return { order, saved: saved.filter((transaction) => transaction.order.order_id === order?.id) }
}

async function payAMug(desk: Desk): Promise<void> {
  await desk.buy()
  await desk.confirm()
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
}

/** Opens the newest delivery on the page of the platform. */
async function openDelivery(page: Page, deliveriesUrl: string): Promise<void> {
  await page.goto(deliveriesUrl)
  await page.getByRole('link', { name: 'order_created' }).first().click()
}

for (const site of sites)
  test(`an order of a shop on ${site === 'cross' ? 'another' : 'the same'} site crosses the platform, is saved once, and can be looked up`, async ({
    desk,
    context,
  }) => {
    await desk.open({ site })
    await payAMug(desk)
    const line = desk.shop.locator('.recording')
    await expect(line).toHaveText(/^Order recorded: transaction t_[0-9a-f]{8}$/)
    const { order, saved } = await savedFor(desk)
    expect(saved).toMatchObject([
      { id: order?.recorded, order: { payment_id: order?.transaction, amount: 2400 } },
    ])
    await expect(line).toContainText(order?.recorded ?? 'no transaction')

    // It knows its answer by now, and tells nobody again.
    await desk.page.reload()
    await desk.connected()
    expect((await savedFor(desk)).order).toEqual(order)

    const page = await context.newPage()
    await openDelivery(page, desk.playground.backend.deliveriesUrl)
    await expect(page.locator('dl')).toContainText('Delivered')
    await expect(page.locator('main')).toContainText(`buyer/${order?.id}`)
    await expect(page.locator('tbody tr')).toHaveCount(1)
  })

test('while the server is away the shop says so, and a press on the button records the order once', async ({
  desk,
  complaints,
}) => {
  const { host } = desk.playground.backend
  await desk.open()
  await host.stop()
  try {
    await payAMug(desk)
    const line = desk.shop.locator('.recording')
    const retry = desk.shop.getByRole('button', { name: 'Send again' })
    await expect(line).toContainText('the server of Quay could not take it')
    await retry.press('Enter')
    await expect(line).toHaveAttribute('data-state', 'failed')
    await expect(retry).toBeFocused()
    await host.start()
    await retry.press('Enter')
    await expect(line).toContainText('Order recorded')
    // The button has gone, and the focus has a place.
    await expect(desk.shop.getByRole('button', { name: 'See orders' })).toBeFocused()
    expect((await savedFor(desk)).saved).toHaveLength(1)
  } finally {
    await host.stop()
    await host.start()
  }
  expectRefusals(complaints, 2)
})

test('an order that could not be told is told when the shop opens again', async ({
  desk,
  complaints,
}) => {
  const { host } = desk.playground.backend
  await desk.open({ site: 'same' })
  await host.stop()
  try {
    await payAMug(desk)
    await expect(desk.shop.locator('.recording')).toHaveAttribute('data-state', 'failed')
  } finally {
    await host.start()
  }
  await desk.shop
    .getByRole('button', { name: 'See orders' })
    .or(desk.shop.getByRole('button', { name: /^Orders/ }))
    .first()
    .click()
  await expect(desk.shop.locator('.order')).toContainText('Not recorded yet')
  await desk.page.reload()
  await desk.connected()
  await expect(desk.shop.locator('.order')).toHaveAttribute('data-recorded', /^t_/)
  expect((await savedFor(desk)).saved).toHaveLength(1)
  expectRefusals(complaints, 1)
})

/** Chromium writes each refused request to the console. */
function expectRefusals(complaints: string[], count: number): void {
  expect(complaints.splice(0)).toEqual(
    Array.from({ length: count }, () => expect.stringContaining('400 (Bad Request)')),
  )
}
