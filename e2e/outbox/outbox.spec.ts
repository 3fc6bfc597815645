import { expect, test } from '@playwright/test'
import { addressOf, call, kill, openBrowser, type Place, ready, shopOf } from './bad-day.js'
import { LOOPBACK, type Receiver, startReceiver } from './receiver.js'

/** The others differ in where the events are kept, and not in how they are sent. */
const FEWER = 1_000

const places: Record<string, Place & { readonly events?: number }> = {
  'same-site': { shopAt: LOOPBACK, isStorageAllowed: true, keeps: false, events: 1_000 },
  'cross-site': { shopAt: 'localhost', isStorageAllowed: true, keeps: false },
  'cross-site with its storage blocked, kept by the host': {
    shopAt: 'localhost',
    isStorageAllowed: false,
    keeps: true,
  },
  'sandboxed without an origin, kept by the host': {
    shopAt: 'localhost',
    isStorageAllowed: true,
    sandbox: 'allow-scripts',
    keeps: true,
  },
  'same-site, at most once': {
    shopAt: LOOPBACK,
    isStorageAllowed: true,
    keeps: false,
    delivery: 'at-most-once',
  },
}

let receiver: Receiver

test.beforeEach(async () => {
  receiver = await startReceiver()
})
test.afterEach(() => receiver.close())

for (const [name, place] of Object.entries(places))
  test(`app events survive a bad day in a frame: ${name}`, async () => {
    // Dozens of pages, and each of them is given its time on a busy machine.
    test.setTimeout(120_000)
    const count = place.events ?? FEWER
    const browser = await openBrowser(place)
    const { context } = browser
    const address = addressOf(receiver, place)
    // Where the host keeps the events they are its page's business from then on.
    const holder = place.keeps
      ? async () => {
          await ready(page)
          return page
        }
      : () => shopOf(page)
    let page = context.pages()[0] ?? (await context.newPage())
    await page.goto(address)

    const step = Math.floor(count / 16)
    receiver.holdFrom(step)

    // Two tabs of one user fill the outbox.
    const tab = await context.newPage()
    await tab.goto(address)
    const half = count / 2
    const [first, second] = await Promise.all([
      call(await shopOf(page), 'send', 0, half),
      call(await shopOf(tab), 'send', half, count),
    ])
    expect([first, second]).toEqual([half, half])

    const repetitions = (): number =>
      [...receiver.arrivals.values()].reduce((sum, times) => sum + times - 1, 0)
    const reload = async (): Promise<void> => void (await page.reload())
    const mishaps = [
      reload,
      async () => {
        // Both tabs are open, and one of them sends.
        expect(repetitions()).toBeLessThan(30)
        await tab.close()
      },
      async () => {
        await kill(page)
        page = await context.newPage()
        await page.goto(address)
      },
      async () => receiver.renewTokens(),
      async () => {
        await context.setOffline(true)
        receiver.holdFrom(receiver.effects.size)
        await context.setOffline(false)
      },
      ...Array(9).fill(reload),
    ]
    for (const [i, mishap] of mishaps.entries()) {
      await receiver.reached((i + 1) * step)
      // The work is done, and its answers are still to come.
      await mishap()
      expect(receiver.effects.size).toBeLessThan(count)
      receiver.holdFrom((i + 2) * step)
    }
    receiver.holdFrom(Number.POSITIVE_INFINITY)

    const numbers = Array.from({ length: count }, (_, n) => `ann ${n}`).sort()
    const final = await holder()
    // Over a hundred are left, one after the other: no time of their own bounds that.
    const left = async (): Promise<number> => (await call(final, 'status')).events
    await expect.poll(left, { timeout: 0 }).toBe(0)
    const times = [...receiver.arrivals.values()]
    if (place.delivery === 'at-most-once') {
      expect(Math.max(...times)).toBe(1)
      const letters = await call(final, 'deadLetters')
      // An answer that was dropped after the work leaves both: the effect, and a letter that says "unknown".
      const lost = letters.map(([key]) => key.replace('-', ' '))
      expect([...new Set([...receiver.arrivals.keys(), ...lost])].sort()).toEqual(numbers)
      expect(new Set(letters.map(([, code]) => code))).toEqual(new Set(['OUTCOME_UNKNOWN']))
    } else {
      expect([...receiver.arrivals.keys()].sort()).toEqual(numbers)
      // A receiver that does the work of one key once has done each once.
      expect(receiver.effects.size).toBe(count)
      // One that does not has done some twice, and no more than were under way when something went wrong.
      const repeated = repetitions()
      expect(repeated).toBeGreaterThan(0)
      expect(repeated).toBeLessThan(mishaps.length * 8 + count / 70)
    }
    expect(receiver.stolen).toEqual([])
    expect([...receiver.statuses].sort()).toEqual([200, 401, 429, 500])
    await browser.close()
  })

test('an app event waits for its own user, whoever signs in meanwhile', async () => {
  const place: Place = { shopAt: LOOPBACK, isStorageAllowed: true, keeps: false }
  const browser = await openBrowser(place)
  const page = browser.context.pages()[0] ?? (await browser.context.newPage())
  await page.goto(addressOf(receiver, place))
  const shop = await shopOf(page)
  receiver.holdFrom(5)
  await call(shop, 'send', 0, 40)
  await receiver.reached(6)
  await call(shop, 'signIn', 'bob')
  await call(shop, 'send', 0, 10)
  receiver.holdFrom(Number.POSITIVE_INFINITY)
  const ofBob = (): number =>
    [...receiver.effects.values()].filter(({ owner }) => owner === 'bob').length
  await expect.poll(ofBob).toBe(10)
  expect(receiver.effects.size).toBeLessThan(50)
  await call(shop, 'signIn', 'ann')
  await receiver.reached(50)
  expect(receiver.stolen).toEqual([])
  await browser.close()
})
