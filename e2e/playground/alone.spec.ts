import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './test.js'

test('in a plain tab the shop reserves over its own server, once, and shows the way to its host', async ({
  page,
  playground,
}) => {
  await page.goto(`${playground.shopUrl}?locale=en`)
  await expect(page.getByRole('heading', { name: 'You are at the shop window' })).toBeVisible()
  await page.locator('[data-product="dusk-vase"] .add').click()
  await page.getByRole('button', { name: 'Reserve', exact: true }).dblclick()
  await expect(page.locator('.notice')).toContainText('Reserved for you')
  await page.getByRole('button', { name: 'See orders' }).click()
  const row = page.locator('.order')
  await expect(row).toHaveCount(1)
  await expect(row).toHaveAttribute('data-status', 'reserved')
  const [id, recorded] = await Promise.all(
    ['data-order', 'data-recorded'].map((name) => row.getAttribute(name)),
  )
  const saved = playground.backend.host.transactions().filter(({ order }) => order.order_id === id)
  expect(saved).toMatchObject([{ id: recorded, order: { items: [{ product_id: 'dusk-vase' }] } }])
  expect(saved[0]?.order).not.toHaveProperty('payment_id')

  await page.getByRole('link', { name: 'Open in Quay' }).click()
  await expect(page).toHaveURL(playground.hostUrl)
  await expect(page.frameLocator('iframe').locator('html')).toHaveAttribute(
    'data-status',
    'connected',
  )
})

test('in a plain tab nothing is reserved while the server is away, and all is when it is sent again', async ({
  page,
  playground,
  outage,
}) => {
  await outage.begin()
  await page.goto(`${playground.shopUrl}?locale=en`)
  await page.locator('[data-product="dusk-vase"] .add').click()
  await page.getByRole('button', { name: 'Reserve', exact: true }).click()
  await expect(page.locator('.recording')).toContainText('Not recorded')
  await expect(page.locator('.notice')).not.toContainText('Reserved for you')
  await outage.end()
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect(page.locator('.notice')).toContainText('Reserved for you')
})

test('in the frame of a page that is no host the shop says that nobody answers', async ({
  page,
  playground,
}) => {
  // The host's origin, where nothing runs.
  await page.goto(`${playground.hostUrl}nothing-here`)
  await page.evaluate((url) => {
    const frame = document.createElement('iframe')
    frame.src = url
    document.body.append(frame)
  }, `${playground.shopUrl}?locale=en&connectTimeout=700`)
  const shop = page.frameLocator('iframe')
  await expect(shop.getByRole('heading', { name: 'does not answer' })).toBeVisible()
  await expect(shop.locator('.buy')).toHaveAttribute('aria-disabled', 'true')
})

test('in the frame of a stranger the shop says so at once, and takes no order', async ({
  page,
  playground,
}) => {
  const stranger = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(`<iframe src="${playground.shopUrl}?locale=en"></iframe>`)
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  const { port } = stranger.address() as AddressInfo
  await page.goto(`http://127.0.0.1:${port}/`)
  const shop = page.frameLocator('iframe')
  await expect(shop.getByRole('heading', { name: 'not our host' })).toBeVisible()
  await expect(shop.locator('.buy')).toHaveAttribute('aria-disabled', 'true')
  stranger.closeAllConnections()
  await new Promise((resolve) => stranger.close(resolve))
})

test('?miniapp= puts any miniapp in the place of the shop', async ({ page, playground }) => {
  const address = `${playground.sameSiteShopUrl}?locale=en`
  let arrive = (): void => {}
  const held = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route(address, async (route) => {
    await held
    await route.continue()
  })
  const query = new URLSearchParams({ miniapp: address, locale: 'en' })
  await page.goto(`${playground.hostUrl}?${query}`, { waitUntil: 'domcontentloaded' })
  await expect(page.locator('.app-checked')).toHaveText('Connecting…')
  await expect(page.locator('.log-empty')).toContainText('once the miniapp has connected')
  arrive()
  const shop = page.frameLocator('iframe')
  await expect(shop.locator('html')).toHaveAttribute('data-status', 'connected')
  await expect(page.locator('.app-checked')).toHaveText('Runs inside Quay')
  await expect(page.locator('.app-name h2')).toHaveText(new URL(address).host)
  await shop.locator('[data-product="dusk-vase"] .add').click()
  await expect(page.locator('.log-row[data-type="cart_updated"]')).toBeAttached()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.locator('.log-empty')).toContainText('Use the miniapp')
})

test('?miniapp= that is no whole address says so at once, with what to write', async ({
  page,
  playground,
}) => {
  await page.goto(`${playground.hostUrl}?miniapp=shop.example&locale=en`)
  const trouble = page.getByRole('alert')
  await expect(trouble).toContainText('cannot be opened')
  await expect(trouble).toContainText('Write "https://shop.example"')
  await expect(page.locator('.opening')).toBeHidden()
  await expect(page.locator('.app-checked')).toHaveText('Not connected')
  await expect(page.getByRole('button', { name: 'Reload' })).toHaveCount(0)
  await expect(page.locator('.log-row[data-tone="bad"]')).toContainText('https://shop.example')
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('a page that does not speak is shown after ten seconds, with what to do next', async ({
  page,
  playground,
}) => {
  const miniapp = `${playground.shopUrl}nothing-here`
  await page.clock.install()
  await page.goto(`${playground.hostUrl}?${new URLSearchParams({ miniapp, locale: 'en' })}`)
  await expect(page.locator('.app-checked')).toHaveText('Connecting…')
  await page.clock.fastForward(10_000)
  await expect(page.getByRole('alert')).toContainText('did not connect')
  await expect(page.getByRole('alert')).toContainText(new URL(playground.hostUrl).origin)
  await expect(page.locator('.app-checked')).toHaveText('Not connected')
  await expect(page.frameLocator('iframe').getByText('Not found')).toBeVisible()
  await expect(page.locator('.log-row[data-tone="bad"]')).toContainText('No miniapp has connected')
})
