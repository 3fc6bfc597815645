import type { Page, TestInfo } from '@playwright/test'
import axe, { type AxeResults } from 'axe-core'
import { expect, only, test } from '../harness/test.js'
import { type OwnMethod, ownMethods } from '../pages/boxo-rows.js'

interface Row {
  /** What the miniapp is told. */
  readonly told: unknown
  /** What a person presses in the dialog that it shows. */
  readonly press?: readonly [dialog: string, button: string]
  /** What the host noted meanwhile. */
  readonly done?: unknown
}

const reply = (data: unknown): { reply: unknown } => ({ reply: data })
const order = {
  amount: 12.5,
  currency: 'EUR',
  miniappOrderId: 'm-1',
  transactionToken: 'pt_1',
  extraParams: { gift: true },
}
const names = expect.arrayContaining(['AppBoxoWebAppPay', 'AppBoxoWebAppShowAlert'])
const background = 'rgb(1, 2, 3)'
const loading = 'Loading …'

/** What a host does by itself with each method of the README that says so. */
const rows: { readonly [M in OwnMethod]: Row } = {
  AppBoxoWebAppInit: { told: reply({}) },
  AppBoxoWebAppGetInitData: {
    told: reply({
      app_id: 'shop',
      client_id: 'super-app',
      payload: 'launched',
      sandbox_mode: false,
      data: { handlers: names, capabilities: names, locale: 'de', theme: 'dark' },
    }),
  },
  AppBoxoWebAppGetMiniappSettings: {
    told: reply({
      miniapp_settings: {
        colors: { primary_color: '#123456', secondary_color: '', tertiary_color: '' },
        hostapp: { name: 'Test host', logo: 'https://host.example/logo.svg' },
      },
    }),
  },
  AppBoxoWebAppLogin: { told: reply({ payload: { token: 't-1', refresh_token: 'r-1' } }) },
  AppBoxoWebAppSaveToken: { told: reply({}) },
  AppBoxoWebAppClearToken: { told: reply({}), done: ['signed out', 'shop'] },
  AppBoxoWebAppLogout: { told: reply({ result: true }), done: ['signed out', 'shop'] },
  AppBoxoWebAppPay: { told: reply({ ...order, status: 'success', hostappOrderId: 'h-12.5' }) },
  AppBoxoWebAppCustomEvent: { told: reply({ price: 3, payload: { of: 'tea' } }) },
  AppBoxoWebAppStorageClear: { told: reply({ result: true }) },
  AppBoxoWebAppStorageSet: { told: reply({ result: true }) },
  AppBoxoWebAppStorageGet: {
    told: reply({
      keys: [
        { key: 'a', value: '1' },
        { key: 'b', value: null },
      ],
    }),
  },
  AppBoxoWebAppStorageGetKeys: { told: reply({ keys: ['a'] }) },
  AppBoxoWebAppStorageRemove: { told: reply({ result: true }) },
  AppBoxoWebAppGetSystemInfo: {
    told: reply(
      expect.objectContaining({
        platform: 'web',
        windowWidth: 1280,
        systemUiMode: 'light',
        language: 'en-US',
      }),
    ),
  },
  AppBoxoWebAppGetGeodata: { told: reply({ available: true, lat: '48.2', long: '16.4' }) },
  AppBoxoWebAppSetClipboard: { told: reply({ result: true }) },
  AppBoxoWebAppGetClipboard: { told: reply({ data: 'copied' }) },
  AppBoxoWebAppVibrate: { told: reply({}), done: ['vibrated', 40] },
  AppBoxoWebAppShare: {
    told: reply({}),
    done: ['shared', { text: 'Tea', url: 'https://shop.example/tea' }],
  },
  AppBoxoWebAppOpenLocation: {
    told: reply({ result: true }),
    done: ['opened', 'https://www.openstreetmap.org/?mlat=48.2&mlon=16.4#map=16/48.2/16.4'],
  },
  AppBoxoEsimDirectInstall: { told: reply({}), done: ['opened', 'https://esim.example/'] },
  AppBoxoWebAppDownloadFile: {
    told: reply({}),
    done: ['opened', 'https://shop.example/file.pdf'],
  },
  AppBoxoWebAppLoadingIndicator: { told: [reply({}), { loading, background: '' }] },
  AppBoxoWebAppSetBackgroundColor: { told: [reply({}), { loading, background }] },
  AppBoxoWebAppShowAlert: { told: reply({ id: 5 }), press: ['Delete the order?', 'Delete'] },
  AppBoxoWebAppShowActionSheet: {
    told: [reply({}), { id: 8 }],
    press: ['Sort by', 'Name'],
  },
  AppBoxoWebAppShowAuthConfirmBox: { told: reply({}), press: ['Shop', 'Allow'] },
  AppBoxoWebAppShowImages: { told: reply({ result: true }), press: ['Shop', 'Close'] },
  AppBoxoWebAppCloseMiniapp: { told: reply({}), done: ['closed'] },
  AppBoxoWebAppCloseMiniApp: { told: reply({}), done: ['closed'] },
}

/** Puts the screen as it is into the report: wide and narrow, light and dark. */
async function pictures(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const [width, height, colorScheme] of [
    [1280, 720, 'light'],
    [320, 568, 'light'],
    [320, 568, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    const look = `${name} ${width} ${colorScheme}`
    await info.attach(look, { body: await page.screenshot(), contentType: 'image/png' })
    expect(await page.evaluate(faults), look).toEqual([])
  }
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.emulateMedia({ colorScheme: 'light' })
}

/** What axe objects to in what lies over the page, and what of it sticks out. */
async function faults(): Promise<string[]> {
  const shown = document.querySelector('dialog[open]') ?? document.querySelector('[role=status]')
  const { left = 0, right = 0, top = 0, bottom = 0 } = shown?.getBoundingClientRect() ?? {}
  const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
  const { axe } = window as unknown as { axe: { run(what: unknown): Promise<AxeResults> } }
  const { violations } = await axe.run(shown)
  return [
    ...(shown && isInside ? [] : ['it is not to be seen']),
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
  ]
}

test.describe('on the screen', () => {
  only(['chromium'], 'Playwright clicks into a frame of another site in no other engine')

  test('every method that a host answers, shows or opens by itself does so', async ({
    play,
    page,
    context,
  }, info) => {
    expect(Object.keys(rows).sort()).toEqual([...ownMethods].sort())
    await context.grantPermissions(['geolocation', 'clipboard-read', 'clipboard-write'])
    await context.setGeolocation({ latitude: 48.2, longitude: 16.4 })
    await page.addInitScript(axe.source)
    await page.exposeFunction('look', async (method: OwnMethod) => {
      if (rows[method].done || method.includes('Clipboard')) await page.mouse.click(150, 75)
      else await pictures(page, info, method)
    })
    const played = play('boxoMethods', { isLong: true })
    for (const [method, { press }] of Object.entries<Row>(rows)) {
      if (!press) continue
      const dialog = page.getByRole('dialog', { name: press[0] })
      await dialog.waitFor()
      await pictures(page, info, method)
      await dialog.getByRole('button', { name: press[1] }).click()
    }
    const told = Object.entries<Row>(rows).map(([method, row]) => [method, row.told])
    const done = Object.values<Row>(rows).flatMap((row) => (row.done ? [row.done] : []))
    expect(await played).toEqual({ told: Object.fromEntries(told), done })
  })
})
