import type { Frame, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { test } from './consumer.js'
import { buildReadmes, openSample, type SampleWindow, shopOf } from './package-readmes.js'

/** What the miniapp asks, and how it ended. */
function ask(shop: Frame, payload: unknown, key?: string): Promise<unknown> {
  return shop.evaluate(
    ([order, used]) => (window as unknown as SampleWindow).ask('checkout_started', order, used),
    [payload, key] as const,
  )
}

const paid = { reply: { paid: true }, progress: [] }
const order = { id: 'o-1', amount: 42 }

interface Opened {
  readonly page: Page
  /** The frame of the miniapp; only in samples that mount one. */
  shop(): Promise<Frame>
  /** What the console of the host page was told. */
  readonly logged: string[]
}

/** What each sample is for, and what it has to do. */
const drives: Record<string, (opened: Opened) => Promise<void>> = {
  async 'mount.ts'({ page, shop }) {
    const frame = await shop()
    const context = frame.evaluate(async () => {
      const { miniapp } = window as unknown as SampleWindow
      await miniapp.connected
      return miniapp.context
    })
    expect(await context).toEqual({ locale: 'en', theme: 'dark' })
    const box = await page.locator('#shop').boundingBox()
    expect(box?.height).toBe(600)
    expect(await page.getByTitle('The shop').boundingBox()).toEqual(box)
  },
  async 'element.ts'({ page, shop, logged }) {
    const frame = await shop()
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark')
    expect(await ask(frame, order)).toEqual(paid)
    const element = page.locator('miniapp-frame')
    expect(await page.locator('iframe').boundingBox()).toEqual(await element.boundingBox())
    expect((await element.boundingBox())?.height).toBe(600)
    await element.evaluate((one) => one.removeAttribute('app-id'))
    await expect.poll(() => logged.join()).toContain('<miniapp-frame> has no app-id')
  },
  async 'handlers.ts'({ page, shop, logged }) {
    const asked: string[] = []
    await page.route('**/pay?*', (route) => {
      asked.push(new URL(route.request().url()).search)
      return route.fulfill({ status: asked.length === 1 ? 402 : 200 })
    })
    const frame = await shop()
    const progress = ['asking the bank']
    const refused = { code: 'NO_MONEY', message: 'The card was refused', data: { left: 2 } }
    expect(await ask(frame, order, 'k-1')).toEqual({ error: refused, progress })
    expect(await ask(frame, order, 'k-2')).toEqual({ reply: { paid: true }, progress })
    expect(asked).toEqual(['?app=shop&key=k-1', '?app=shop&key=k-2'])
    await frame.evaluate(() =>
      (window as unknown as SampleWindow).miniapp.sendCustomEvent('theme_changed', {
        theme: 'sea',
      }),
    )
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'sea')
    expect(logged).toContain('shop checkout_started')
  },
  async 'errors.ts'({ shop, logged }) {
    const { error } = (await ask(await shop(), order)) as { error: { message: string } }
    expect(error.message).toMatch(/^The handler of "checkout_started" failed \(reference \w+\)$/)
    expect(logged.join('\n')).toContain(`HANDLER_FAILED ${error.message} Error: The bank is closed`)
  },
  async 'capabilities.ts'({ page, shop }) {
    const questions: string[] = []
    page.on('dialog', (dialog) => {
      questions.push(dialog.message())
      void dialog.accept()
    })
    const frame = await shop()
    expect(await ask(frame, order)).toMatchObject({ error: { code: 'NOT_ALLOWED' } })
    const answer = frame.evaluate(() =>
      (window as unknown as SampleWindow).miniapp.requestCapabilities(['checkout_started']),
    )
    expect(await answer).toEqual({ checkout_started: 'granted' })
    expect(questions).toEqual(['May shop use checkout_started?'])
    expect(await ask(frame, order)).toEqual(paid)
    const granted = page.evaluate(
      () => (window as unknown as SampleWindow).sample.shop.capabilities,
    )
    expect(await granted).toEqual(['appEvent', 'checkout_started'])
  },
  async 'limits.ts'({ page, shop }) {
    await page.evaluate(() => {
      const { sample, shopUrl } = window as unknown as SampleWindow
      sample.host.mount(document.body, { url: shopUrl, appId: 'shop' })
    })
    const limits = (await shop()).evaluate(
      async () => (await (window as unknown as SampleWindow).miniapp.connected).limits,
    )
    const given = { messageBytes: 100_000, eventsPerSecond: 50, eventBurst: 500 }
    expect(await limits).toMatchObject({ ...given, inFlight: 256, eventBytesPerSecond: 4_194_304 })
  },
  async 'outcomes.ts'({ page, shop }) {
    const unpaid = { reply: { paid: false }, progress: [] }
    const first = await shop()
    expect([await ask(first, order, 'a'), await ask(first, order, 'b')]).toEqual([paid, unpaid])
    await page.reload()
    const second = await shop()
    expect([await ask(second, order, 'b'), await ask(second, order, 'a')]).toEqual([unpaid, paid])
  },
  async 'app-events.ts'({ page, shop }) {
    const sent: unknown[] = []
    await page.route('**/events/**', (route) => {
      const request = route.request()
      const { pathname } = new URL(request.url())
      sent.push([pathname, request.headers()['idempotency-key'], request.postDataJSON()])
      return route.fulfill({ status: 204 })
    })
    await (await shop()).evaluate(async () => {
      const { miniapp } = window as unknown as SampleWindow
      await (await miniapp.sendAppEvent('order_created', { id: 7 }, { key: 'k-1' })).delivered
    })
    expect(sent).toEqual([['/events/shop/order_created', 'k-1', { id: 7 }]])
  },
  async 'life.ts'({ page, shop }) {
    const seen = (await shop()).evaluate(async () => {
      const { miniapp, lifecycle } = window as unknown as SampleWindow
      await miniapp.connected
      return { theme: miniapp.context.theme, first: await lifecycle }
    })
    expect(await seen).toEqual({ theme: 'dark', first: 'hidden by host' })
    const box = await page.locator('iframe').boundingBox()
    expect([box?.width, box?.height]).toEqual([304, 154])
    const life = page.evaluate(async () => {
      const { sample } = window as unknown as SampleWindow
      await sample.leave()
      return sample.seen
    })
    expect(await life).toEqual(['connected', 'unmounted', 'closed by unmounted'])
    await expect(page.locator('iframe')).toHaveCount(0)
  },
  async 'adopt.ts'({ page }) {
    const reply = page.evaluate(async (bought) => {
      const { sample, core, createMiniapp, portTransport } = window as unknown as SampleWindow
      const { port1, port2 } = new MessageChannel()
      const shop = sample.take(port1, 'https://shop.example')
      const connector = core.wireConnector(() => portTransport(port2))
      const miniapp = createMiniapp({ appId: 'shop', connectors: [connector] })
      const answer = await miniapp.request('checkout_started', bought)
      const session = await miniapp.connected
      shop.unmount()
      return [answer, session.host.platform, session.transport]
    }, order)
    expect(await reply).toEqual([{ paid: true }, 'window', 'port'])
  },
  async 'webview.ts'({ page }) {
    await playWebview(
      page,
      'webkit = { messageHandlers: { drawbridge: { postMessage: sendNative } } }',
    )
  },
  async 'react-native.ts'({ page }) {
    await playWebview(page, 'ReactNativeWebView = { postMessage: sendNative }')
  },
  async 'connector.ts'({ shop }) {
    await expect((await shop()).locator('body')).toHaveText('My app with shop')
  },
}

/** The miniapp in a page of its own as the webview, whose native side is the host page. */
async function playWebview(page: Page, nativeObject: string): Promise<void> {
  const webview = await page.context().newPage()
  await page.exposeFunction('evaluateInWebview', (script: string) => webview.evaluate(script))
  await webview.exposeBinding('sendNative', ({ frame }, text: string) =>
    page.evaluate(
      ([said, url]) => (window as unknown as SampleWindow).onWebviewMessage(said, url),
      [text, frame.url()] as const,
    ),
  )
  const script = await page.evaluate(() => (window as unknown as SampleWindow).openWebview())
  await webview.addInitScript(`${nativeObject};${script}`)
  await webview.goto(await page.evaluate(() => (window as unknown as SampleWindow).shopUrl))
  expect(await ask(webview.mainFrame(), order)).toEqual(paid)
  await webview.close()
}

/** The samples of core, in a page that has a host. */
async function playCore(page: Page): Promise<void> {
  const seen = await page.evaluate(async () => {
    const { sample, core, createMiniapp } = window as unknown as SampleWindow
    const open = () => core.channelTransport(new BroadcastChannel('bridge'))
    sample.host.onCustomEvent('add', (numbers: number[]) => numbers.length)
    sample.host.adopt({ appId: 'shop' }).accept(open(), 'https://shop.example')
    const miniapp = createMiniapp({ appId: 'shop', connectors: [core.wireConnector(open)] })
    const reply = await miniapp.request('add', [1, 2])
    const { transport } = await miniapp.connected
    sample.host.close()
    const shown = core.contract.redact('checkout_started', { id: 'o-1', card: { number: '4111' } })
    return { reply, transport, shown, isTimeout: core.isTimeout(new Error('no')) }
  })
  expect(seen).toEqual({
    reply: 2,
    transport: 'channel',
    shown: { id: 'o-1', card: { number: '[redacted]' } },
    isTimeout: false,
  })
}

test('the samples of the READMEs of host and core do what they say', async ({ page, origins }) => {
  // It opens a dozen pages, for which a busy machine needs its time.
  test.setTimeout(60_000)
  const names = await buildReadmes(origins)
  expect(names.toSorted()).toEqual(Object.keys(drives).toSorted())
  for (const name of names)
    await test.step(name, async () => {
      const logged: string[] = []
      const own = await page.context().newPage()
      own.on('console', (message) => logged.push(message.text()))
      await openSample(own, origins, name)
      await drives[name]?.({ page: own, shop: () => shopOf(own), logged })
      await own.close()
    })
  await openSample(page, origins, 'limits.ts')
  await playCore(page)
})
