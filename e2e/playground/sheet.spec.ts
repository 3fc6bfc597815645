import { expect, sites, test } from './test.js'

for (const site of sites) {
  test.describe(`on ${site === 'cross' ? 'another site' : 'the same site'}`, () => {
    test('the focus goes into the sheet, stays there, and comes back to Buy', async ({ desk }) => {
      await desk.open({ site })
      await desk.buy()
      await expect(desk.sheet).toBeFocused()
      await expect(desk.sheet).toHaveAttribute('aria-modal', 'true')
      await expect(desk.page.locator('.app-content')).toHaveAttribute('inert', '')
      await expect(desk.page.locator('.log')).toHaveAttribute('inert', '')

      const confirm = desk.sheet.getByRole('button', { name: 'Confirm and pay' })
      const cancel = desk.sheet.getByRole('button', { name: 'Cancel' })
      for (const expected of [confirm, cancel, confirm]) {
        await desk.page.keyboard.press('Tab')
        await expect(expected).toBeFocused()
      }
      await desk.page.keyboard.press('Shift+Tab')
      await expect(cancel).toBeFocused()
      await desk.page.keyboard.press('Enter')
      await expect(desk.notice).toContainText('Order cancelled')
      await expect(desk.sheet).toBeHidden()
      await expect(desk.page.locator('[inert]')).toHaveCount(0)
      await expect(desk.buyButton).toBeFocused()

      // The keyboard goes on where it was: Buy again, without a pointer.
      await desk.page.keyboard.press('Enter')
      await expect(desk.sheet).toBeFocused()
      await desk.page.keyboard.press('Escape')
      await expect(desk.notice).toContainText('Order cancelled')
      await expect(desk.buyButton).toBeFocused()
      expect(await desk.orders()).toMatchObject([{ status: 'cancelled' }, { status: 'cancelled' }])
    })
  })
}

test('Escape does nothing once the bank is at work', async ({ desk }) => {
  await desk.open({ scenario: 'slow', bank: '600' })
  await desk.buy()
  await desk.confirm()
  await expect(desk.sheet).toBeFocused()
  await desk.page.keyboard.press('Escape')
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
  await expect(desk.buyButton).toBeFocused()
})

test('a press beside the sheet cancels', async ({ desk }) => {
  await desk.open()
  await desk.buy()
  await desk.page.locator('.sheet-layer').click({ position: { x: 40, y: 90 } })
  await expect(desk.notice).toContainText('Order cancelled')
})
