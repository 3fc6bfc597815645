import { expect, test } from './test.js'

test('theme and language of the host reach the miniapp while it runs', async ({ desk }) => {
  await desk.open({ theme: 'light' })
  const html = desk.shop.locator('html')
  await expect(html).toHaveAttribute('data-theme', 'light')
  await desk.page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await expect(desk.page.locator('html')).toHaveAttribute('data-theme', 'dark')

  await desk.page.getByRole('radio', { name: 'Deutsch' }).check({ force: true })
  await expect(html).toHaveAttribute('lang', 'de')
  await expect(desk.buyButton).toHaveText('Kaufen')
  await desk.page.getByRole('radio', { name: 'العربية' }).check({ force: true })
  await expect(html).toHaveAttribute('dir', 'rtl')
  await expect(desk.shop.getByRole('heading', { name: 'كوب المرفأ' })).toBeVisible()
  await expect(desk.page.locator('.screen')).toHaveAttribute('dir', 'rtl')
})

test('a reload keeps theme and language, and the miniapp starts with them', async ({ desk }) => {
  await desk.open({ theme: 'light' })
  await desk.page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await desk.page.getByRole('radio', { name: 'Español' }).check({ force: true })
  await desk.page.reload()
  await desk.connected()
  await expect(desk.shop.locator('html')).toHaveAttribute('lang', 'es')
  await expect(desk.shop.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('what the shop tells arrives at the host', async ({ desk }) => {
  await desk.open()
  await desk.choose('harbour-mug', 'dusk-vase')
  await expect(desk.page.locator('.app-basket')).toContainText('Basket: 2')
  await desk.buyButton.click()
  await desk.confirm()
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
  await expect(desk.page.locator('.app-basket')).toBeHidden()
  await expect(desk.page.locator('.log-row[data-kind="note"]').last()).toContainText(
    'App event order_completed has arrived',
  )
})
