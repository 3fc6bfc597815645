import type { Desk } from './desk.js'
import { expect, sites, test } from './test.js'

for (const site of sites) {
  test.describe(`on ${site === 'cross' ? 'another site' : 'the same site'}`, () => {
    test('a shop that reloads while the sheet is open gets the same answer', async ({ desk }) => {
      await desk.open({ site })
      await desk.buy()
      const order = (await desk.sheet.getAttribute('data-order')) ?? ''
      await desk.reloadShop()
      await desk.connected()
      await expect(desk.buyButton).toHaveAttribute('aria-busy', 'true')
      await expect(desk.sheet).toHaveAttribute('data-order', order)
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      await expect(desk.sheet).toBeHidden()
      expect(await desk.orders()).toMatchObject([{ id: order, status: 'confirmed' }])
      await expect(desk.payments).toHaveAttribute('data-runs', '1')
    })

    test('a host that reloads before the buyer decides shows the sheet again, once', async ({
      desk,
    }) => {
      await desk.open({ site })
      await desk.buy()
      const order = (await desk.sheet.getAttribute('data-order')) ?? ''
      await desk.page.reload()
      await desk.connected()
      await expect(desk.sheet).toBeVisible()
      await expect(desk.sheet).toHaveAttribute('data-order', order)
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      await expect(desk.sheet).toBeHidden()
      expect(await desk.orders()).toMatchObject([{ id: order, status: 'confirmed' }])
      await expect(desk.payments).toHaveCount(1)
    })

    test('a host that reloads after the buyer confirmed gives the same answer, and its handler ran once', async ({
      desk,
    }) => {
      await desk.open({ site })
      await desk.buy()
      await desk.confirm()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      const before = await desk.orders()
      await loseOutcome(desk, site)
      await desk.page.reload()
      await desk.connected()
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      await expect(desk.sheet).toBeHidden()
      expect(await desk.orders()).toEqual(before)
      await expect(desk.payments).toHaveAttribute('data-runs', '1')
    })

    test('a page that was frozen during the payment takes the reply, not a timeout', async ({
      desk,
      context,
    }) => {
      await desk.open({ site, scenario: 'slow', timeout: '500', bank: '400' })
      await desk.buy()
      await desk.confirm()
      const devtools = await context.newCDPSession(desk.page)
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
      // Three timeouts pass while nothing runs in the page.
      const clock = await context.newPage()
      await clock.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)))
      await clock.close()
      await devtools.send('Page.setWebLifecycleState', { state: 'active' })
      await expect(desk.notice).toHaveAttribute('data-tone', 'good')
      expect(await desk.orders()).toMatchObject([{ status: 'confirmed' }])
      await expect(desk.payments).toHaveAttribute('data-runs', '1')
    })
  })
}

test('a payment that could not be kept is not shown as a success, and is finished later', async ({
  desk,
}) => {
  await desk.open({ site: 'same' })
  await desk.buy()
  // The device is full: the order was kept as pending, its outcome has no room.
  await desk.shopFrame().evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2))
      for (let n = 0; ; n++)
        try {
          localStorage.setItem(`filler:${size}:${n}`, 'x'.repeat(size))
        } catch {
          break
        }
  })
  await desk.confirm()
  await expect(desk.notice).toContainText('Your order is kept')
  expect(await desk.orders()).toMatchObject([{ status: 'pending' }])
  await desk.shopFrame().evaluate(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('filler:')) localStorage.removeItem(key)
  })
  await desk.shop.getByRole('button', { name: 'Finish order' }).click()
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
  await expect(desk.sheet).toBeHidden()
  expect(await desk.orders()).toMatchObject([{ status: 'confirmed' }])
  await expect(desk.payments).toHaveAttribute('data-runs', '1')
})

test('two tabs with one pending order show one sheet and pay once', async ({ desk, context }) => {
  await desk.open({ site: 'same' })
  await desk.buy()
  const other = await context.newPage()
  await other.goto(desk.page.url())
  const otherShop = other.frameLocator('.berth iframe')
  await expect(otherShop.locator('.buy')).toHaveAttribute('aria-busy', 'true')
  await expect(other.getByRole('dialog')).toBeHidden()
  await desk.page.bringToFront()
  await desk.confirm()
  await expect(desk.notice).toHaveAttribute('data-tone', 'good')
  await expect(otherShop.locator('.notice')).toHaveAttribute('data-tone', 'good')
  await expect(desk.payments).toHaveCount(1)
})

/** As if the shop had died between the reply and keeping it: the order is pending in its store again. */
async function loseOutcome(desk: Desk, site: 'cross' | 'same'): Promise<void> {
  const owner = site === 'cross' ? desk.page.mainFrame() : desk.shopFrame()
  await owner.evaluate(() => {
    const key =
      Object.keys(localStorage).find((name) => /^(kilnfolk|quay):orders:/.test(name)) ?? ''
    const { order, time } = JSON.parse(localStorage.getItem(key) ?? '{}')
    localStorage.setItem(key, JSON.stringify({ order, status: 'pending', time }))
  })
}
