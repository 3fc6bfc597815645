import { expect, sites, test } from './test.js'

const storeOf = { cross: 'host', same: 'device' } as const

for (const site of sites) {
  test.describe(`on ${site === 'cross' ? 'another site' : 'the same site'}`, () => {
    test('a confirmed order is paid once and listed after a reload', async ({ desk }) => {
      await desk.page.emulateMedia({ reducedMotion: 'no-preference' })
      await desk.open({ site })
      await expect(desk.shop.locator('html')).toHaveAttribute('data-store', storeOf[site])
      await desk.choose('harbour-mug', 'tidal-bowl')
      await desk.buyButton.click()
      await expect(desk.sheet).toContainText('€58.00')
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      await expect(desk.sheet).toBeHidden()

      const [order, ...others] = await desk.orders()
      expect(others).toEqual([])
      expect(order).toMatchObject({
        status: 'confirmed',
        transaction: expect.stringMatching(/^QP-/),
      })
      await expect(desk.notice).toContainText(order?.transaction ?? '')
      await expect(desk.payments).toHaveCount(1)
      await expect(desk.payments).toHaveAttribute('data-runs', '1')
      await expect(desk.payments).toHaveAttribute('data-order', order?.id ?? '')

      await desk.page.reload()
      await desk.connected()
      expect(await desk.orders()).toEqual([order])
    })

    test('a slow bank keeps the request alive for longer than its timeout', async ({ desk }) => {
      await desk.open({ site, scenario: 'slow', timeout: '500', bank: '1800' })
      await desk.buy()
      await desk.confirm()
      await expect(desk.sheet).toContainText('Your bank is checking')
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
    })

    test('a double tap on Buy opens one sheet and makes one transaction', async ({ desk }) => {
      await desk.open({ site })
      await desk.choose('harbour-mug')
      await desk.buyButton.dblclick()
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      await expect(desk.sheet).toBeHidden()
      expect(await desk.orders()).toMatchObject([{ status: 'confirmed' }])
      await expect(desk.payments).toHaveCount(1)
      await expect(desk.payments).toHaveAttribute('data-runs', '1')
    })

    test('a buyer may think for three timeouts', async ({ desk }) => {
      await desk.open({ site, timeout: '1200' })
      await desk.buy()
      // A sign of life comes every third of the timeout: ten of them are more than three timeouts.
      const tenth = desk.page.locator('.log-row[data-type="$/alive"]').nth(9)
      await expect(tenth).toBeAttached({ timeout: 20_000 })
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      const took = desk.page.locator(
        '.log-row[data-kind="reply"][data-type="checkout_started"] .latency',
      )
      expect(Number.parseFloat((await took.textContent()) ?? '')).toBeGreaterThan(3.6)
    })
  })
}

// What an answer says is the same wherever the frame runs, and so is what the shop makes of it.
test.describe('on another site', () => {
  test('after a cancelled order the next attempt is a new one', async ({ desk }) => {
    await desk.open()
    await desk.buy()
    await desk.cancel()
    await expect(desk.notice).toContainText('Order cancelled')
    await desk.buyButton.click()
    await desk.confirm()
    await expect(desk.notice).toHaveAttribute('data-tone', 'good')

    const [second, first] = await desk.orders()
    expect(first).toMatchObject({ status: 'cancelled', transaction: undefined })
    expect(second?.status).toBe('confirmed')
    expect(second?.id).not.toBe(first?.id)
  })

  test('a declined card comes back as a reply with its reason', async ({ desk }) => {
    await desk.open({ scenario: 'declined' })
    await desk.buy()
    await desk.confirm()
    await expect(desk.notice).toHaveAttribute('data-tone', 'bad')
    await expect(desk.notice).toContainText('The card was declined')
    await desk.page.getByRole('radio', { name: /All is well/ }).check({ force: true })
    await desk.buyButton.click()
    await desk.confirm()
    await expect(desk.notice).toHaveAttribute('data-tone', 'good')

    const [second, first] = await desk.orders()
    expect([second?.status, first?.status]).toEqual(['confirmed', 'failed'])
    expect(second?.id).not.toBe(first?.id)
  })

  test('a handler that throws fails the order, and says that nothing was charged', async ({
    desk,
  }) => {
    await desk.open({ scenario: 'throws' })
    await desk.choose('harbour-mug')
    await desk.buyButton.click()
    await expect(desk.notice).toContainText('Nothing was charged')
    await expect(desk.page.locator('.log-row[data-kind="error"]')).toContainText('checkout_started')
    expect(await desk.orders()).toMatchObject([{ status: 'failed' }])
    await expect(desk.payments).toHaveAttribute('data-status', 'threw')
    await expect(desk.payments).toContainText(/on fire.*HANDLER_FAILED.*buy again/)
  })

  test('a handler that never answers can be stopped by the buyer', async ({ desk }) => {
    await desk.open({ scenario: 'silent', timeout: '600' })
    await desk.choose('harbour-mug')
    await desk.buyButton.click()
    await expect(desk.buyButton).toHaveAttribute('aria-busy', 'true')
    await desk.shop.getByRole('button', { name: 'Stop' }).click()
    await expect(desk.notice).toContainText('Order cancelled')
    expect(await desk.orders()).toMatchObject([{ status: 'cancelled' }])
    await expect(desk.payments).toHaveAttribute('data-status', 'stopped')
  })
})
