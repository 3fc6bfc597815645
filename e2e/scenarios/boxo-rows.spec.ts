import type { Page, TestInfo } from '@playwright/test'
import { expect, only, test } from '../harness/test.js'

/** Shows what a person sees, in the report. */
async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  await info.attach(name, { body: await page.screenshot(), contentType: 'image/png' })
}

const refused = (code: string, reason: unknown) => ({
  error: {
    error_type: 'client_error',
    error_data: expect.objectContaining({ code, error_reason: reason }),
  },
})

test.describe('on the screen', () => {
  only(
    ['chromium', 'firefox'],
    'the keys and clicks of this test are Playwright’s, which cannot drive this engine',
  )

  test('threat 24: a Boxo miniapp shows alerts, sheets, images and a sign of loading', async ({
    play,
    page,
  }, info) => {
    const played = play('boxoScreens')
    const dialog = (name: string) => page.getByRole('dialog', { name })
    const answer = async (name: string, button: string): Promise<void> => {
      await expect(dialog(name)).toBeVisible()
      await picture(page, info, `${name} ${button}`)
      await dialog(name).getByRole('button', { name: button }).click()
    }

    await expect(dialog('Delete it?')).toContainText('Shop')
    // A text of the miniapp stays a text.
    await expect(dialog('Delete it?')).toContainText('<b>No way back</b>')
    const keep = dialog('Delete it?').getByRole('button', { name: 'Keep' })
    await answer('Delete it?', 'Delete')
    await expect(keep).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(dialog('First')).toBeVisible()
    await expect(dialog('Second')).toHaveCount(0)
    // Nothing stands for no: the key does not close it.
    await page.keyboard.press('Escape')
    await answer('First', 'One')
    await answer('Second', 'Two')
    await answer('Sort', 'By price')
    // A list can be left without a choice, by its own button or the key.
    await expect(dialog('Shop').getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(dialog('Shop')).toContainText('email')
    await answer('Shop', 'Allow')
    await expect(dialog('Shop')).not.toContainText('email')
    await answer('Shop', 'Cancel')
    await expect(dialog('Shop').locator('img')).toHaveCount(2)
    await answer('Shop', 'Close')

    expect(await played).toEqual({
      miniapp: {
        alert: { reply: { id: 5 } },
        escaped: { reply: { id: 4 } },
        first: { reply: { id: 1 } },
        second: { reply: { id: 2 } },
        sheet: { reply: {} },
        picked: { id: 7 },
        dismissed: { reply: {} },
        pickedMore: [{ id: 7 }],
        allowed: { reply: {} },
        refused: refused('CANCELLED', 'The person refused'),
        images: { reply: { result: true } },
        script: refused('INVALID_PAYLOAD', expect.stringContaining('javascript:alert(1)')),
        noButtons: refused('INVALID_PAYLOAD', 'buttons of an alert must not be empty'),
      },
      seen: [
        ['Loading …', 'rgb(1, 2, 3)'],
        [null, 'rgb(1, 2, 3)'],
      ],
      dialogs: 0,
    })
  })
})

test('a Boxo miniapp that is gone leaves no dialog', async ({ play }) => {
  expect(await play('boxoScreenOfTheGone')).toBe(0)
})

test.describe('after a click', () => {
  only(['chromium'], 'Playwright clicks into a frame of another site in no other engine')

  test('threat 24: a miniapp opens addresses of listed schemes only, and only after a click', async ({
    server,
    placement,
    page,
  }) => {
    const asked = page.waitForEvent('console', (said) => said.text() === 'asked without a click')
    await page.goto(server.url('boxoAddresses', placement))
    await asked
    await page.mouse.click(40, 30)
    const text = await page.locator('#result').textContent()
    const only = 'This host opens https:, tel: only'
    expect(JSON.parse(text ?? '').result).toEqual({
      miniapp: {
        unasked: refused(
          'NOT_ALLOWED',
          'Nobody clicked. Open an address when a person asks for it',
        ),
        https: { reply: {} },
        tel: { reply: {} },
        script: refused('NOT_ALLOWED', `url is an address of "javascript:". ${only}`),
        http: refused('NOT_ALLOWED', `url is an address of "http:". ${only}`),
        none: refused('NOT_ALLOWED', `url is what is no address. ${only}`),
        esim: { reply: {} },
        location: { reply: { result: true } },
      },
      opened: [
        'https://shop.example/file.pdf',
        'tel:123',
        'https://esim.example/',
        'https://www.openstreetmap.org/?mlat=48.2&mlon=16.4#map=16/48.2/16.4',
      ],
    })
  })

  test('a Boxo miniapp asks for what the browser knows of the device', async ({
    play,
    page,
    context,
  }) => {
    await context.grantPermissions(['geolocation', 'clipboard-read', 'clipboard-write'])
    await context.setGeolocation({ latitude: 48.2, longitude: 16.4 })
    const played = play('boxoDevice')
    await page.frameLocator('iframe').getByRole('button', { name: 'Go' }).click()
    expect(await played).toEqual({
      miniapp: {
        info: {
          reply: expect.objectContaining({
            platform: 'web',
            pixelRatio: 1,
            windowWidth: 1280,
            windowHeight: 720,
            systemUiMode: 'light',
            language: 'en-US',
            locationEnabled: true,
          }),
        },
        place: { reply: { available: true, lat: '48.2', long: '16.4' } },
        copied: { reply: { result: true } },
        pasted: { reply: { data: 'copied' } },
        vibrate: { reply: {} },
        wrong: refused(
          'INVALID_PAYLOAD',
          'params.style must be one of light, medium, heavy, in "AppBoxoWebAppVibrate"',
        ),
        share: refused('UNSUPPORTED', 'This browser cannot share'),
      },
      vibrated: [40],
    })
  })
})
