import type { Page } from '@playwright/test'
import type { Desk } from './desk.js'
import { expect, test } from './test.js'

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
async function openDelivery({ page }: Desk): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: /^Deliveries/ }).click()
  const deliveries = await opened
  await deliveries.getByRole('link', { name: 'order_created' }).first().click()
  return deliveries
}

/** The server of the host app, as a tester stops and starts it. */
async function turnServer({ page }: Desk, state: 'Online' | 'Offline'): Promise<void> {
  await page.getByRole('radio', { name: state, exact: true }).check({ force: true })
  await expect(page.locator('.log-row[data-kind="note"]').last()).toHaveText(
    new RegExp(`server is ${state.toLowerCase()}$`),
  )
}

test('an order crosses the platform, is saved once, and can be looked up', async ({ desk }) => {
  await desk.open()
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

  const page = await openDelivery(desk)
  await expect(page.locator('dl')).toContainText('Delivered')
  await expect(page.locator('main')).toContainText(`buyer/${order?.id}`)
  await expect(page.locator('tbody tr')).toHaveCount(1)
  // On a phone what happened is not beside the screen.
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('cell', { name: 'Delivered' })).toBeInViewport({ ratio: 1 })
})

test('while the server is away the shop says so, and a press on the button records the order once', async ({
  desk,
  outage,
}) => {
  await desk.open()
  await turnServer(desk, 'Offline')
  await payAMug(desk)
  const line = desk.shop.locator('.recording')
  const retry = desk.shop.getByRole('button', { name: 'Send again' })
  await expect(line).toContainText('Not recorded at Quay yet. You can safely send it again')
  const answered = desk.page.waitForResponse('**/events')
  await retry.press('Enter')
  await answered
  await expect(line).toHaveAttribute('data-state', 'failed')
  await expect(retry).toBeFocused()
  await outage.end()
  await retry.press('Enter')
  await expect(line).toContainText('Order recorded')
  // The button has gone, and the focus has a place.
  await expect(retry).toBeHidden()
  await expect(desk.shop.getByRole('button', { name: 'See orders' })).toBeFocused()
  expect((await savedFor(desk)).saved).toHaveLength(1)
})

test('a server that could not be stopped is shown as it is', async ({ desk, complaints }) => {
  await desk.page.route('**/server', (route) => route.fulfill({ status: 500 }))
  await desk.open()
  await desk.page.getByRole('radio', { name: 'Offline', exact: true }).click({ force: true })
  await expect(desk.page.locator('.log-row[data-tone="bad"]')).toContainText(
    'could not be switched',
  )
  await expect(desk.page.getByRole('radio', { name: 'Online', exact: true })).toBeChecked()
  // Chromium writes the refused request to the console.
  await expect.poll(() => complaints.splice(0).join()).toContain('500')
})

test('an order that could not be told is told when the shop opens again', async ({
  desk,
  outage,
}) => {
  await desk.open({ site: 'same' })
  await outage.begin()
  await payAMug(desk)
  await expect(desk.shop.locator('.recording')).toHaveAttribute('data-state', 'failed')
  await desk.shop.getByRole('button', { name: 'See orders' }).click()
  await expect(desk.shop.locator('.order')).toContainText('Not recorded yet')
  // The page says how the server was left, whoever did it.
  await desk.page.reload()
  await desk.connected()
  await expect(desk.page.getByRole('radio', { name: 'Offline', exact: true })).toBeChecked()
  await turnServer(desk, 'Online')
  await desk.page.reload()
  await desk.connected()
  await expect(desk.shop.locator('.order')).toHaveAttribute('data-recorded', /^t_/)
  expect((await savedFor(desk)).saved).toHaveLength(1)
})

test('while the answer is on its way the shop says so, offers nothing, and then moves nothing', async ({
  desk,
}) => {
  await desk.open()
  let answer = (): void => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await desk.page.route('**/events', async (route) => {
    await held
    await route.continue()
  })
  await payAMug(desk)
  const line = desk.shop.locator('.recording')
  await expect(line).toHaveText('Recording it with Quay…')
  await expect(desk.shop.getByRole('button', { name: 'Send again' })).toBeHidden()
  const before = await desk.notice.boundingBox()
  answer()
  await expect(line).toContainText('Order recorded')
  expect(await desk.notice.boundingBox()).toEqual(before)
})

test('what the server refuses is no outage: the shop says so, and offers nothing that would not help', async ({
  desk,
}) => {
  await desk.open()
  // A fault of the shop's page, which the server of the host app finds.
  await desk.page.route('**/events', (route) => {
    const event = route.request().postDataJSON()
    return route.continue({
      postData: JSON.stringify({ ...event, payload: { ...event.payload, amount: 1 } }),
    })
  })
  await payAMug(desk)
  const line = desk.shop.locator('.recording')
  await expect(line).toHaveText(
    /^Quay refused the order\. Sending it again changes nothing: tell Quay \w{6} INVALID_EVENT_DATA$/,
  )
  await expect(desk.shop.getByRole('button', { name: 'Send again' })).toBeHidden()
  expect((await savedFor(desk)).saved).toEqual([])
  await desk.shop.getByRole('button', { name: 'See orders' }).click()
  await expect(desk.shop.locator('.order')).toContainText('Quay refused the order')
})

test('in a plain tab what the server refuses is not reserved, and the shop says so', async ({
  page,
  playground,
}) => {
  await page.route('**/events', (route) => {
    const event = route.request().postDataJSON()
    const { order_id, ...payload } = event.payload
    return route.continue({ postData: JSON.stringify({ ...event, payload }) })
  })
  await page.goto(`${playground.shopUrl}?locale=en`)
  await page.locator('[data-product="dusk-vase"] .add').click()
  await page.getByRole('button', { name: 'Reserve', exact: true }).click()
  await expect(page.locator('.recording')).toContainText('Quay refused the order')
  await expect(page.locator('.notice')).not.toContainText('Reserved for you')
})
