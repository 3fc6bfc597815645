import { setTimeout as pass } from 'node:timers/promises'
import { expect, only, test } from '../harness/test.js'

test('a person may think for three timeouts', async ({ play }) => {
  const told = {
    asked: {
      confirmed: 'confirmed',
      worked: 'done',
      progress: [{ percent: 10 }, { percent: 90 }],
    },
    seen: null,
    errors: [],
  }
  expect(await play('thinking')).toEqual({ host: told, miniapp: told })
})

test('a deadline ends a call, and a later reply is one event', async ({ play }) => {
  const stage = expect.stringMatching(/^(sent|received)$/)
  const error = { code: 'TIMEOUT', stage, outcome: 'unknown', retryable: false }
  // Only a host honours keys: the same call to a miniapp would run twice.
  const told = (isRepeatable: boolean) => ({
    asked: {
      asked: { error },
      keyed: { error: { ...error, retryable: isRepeatable } },
      isInTime: true,
      late: [
        { type: 'slow', result: 'late' },
        { type: 'slow with key', key: 'k', result: 'late' },
      ],
    },
    seen: null,
    errors: [
      { late: 'slow', result: 'late' },
      { late: 'slow with key', result: 'late' },
    ],
  })
  expect(await play('deadlines')).toEqual({ host: told(false), miniapp: told(true) })
})

test('a time or a key that is none is refused', async ({ play }) => {
  const refused = { error: { code: 'INVALID_PAYLOAD', outcome: 'none', retryable: false } }
  const told = { asked: [refused, refused, refused, refused], seen: null, errors: [] }
  expect(await play('badOptions')).toEqual({ host: told, miniapp: told })
})

const noSignOfLife = {
  error: { code: 'TIMEOUT', stage: 'sent', outcome: 'unknown', retryable: false },
  isInTime: true,
}

test('a dead host is noticed in time, and its late reply told', async ({ play }) => {
  expect(await play('deadHost')).toEqual({
    miniapp: noSignOfLife,
    late: { type: 'confirm', result: 'late' },
  })
})

test('a dead miniapp is noticed in time', async ({ play }) => {
  expect(await play('deadMiniapp')).toEqual(noSignOfLife)
})

test.describe('freezing', () => {
  only(['chromium'], 'no other engine freezes a page when a test asks it to')

  test('a page that was frozen for longer than the timeout takes the reply', async ({
    page,
    context,
    server,
    placement,
  }) => {
    await page.goto(server.url('frozen', placement))
    await expect(page).toHaveTitle('Asked')
    const session = await context.newCDPSession(page)
    await session.send('Page.enable')
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await pass(3_000)
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await page.evaluate(() => postMessage({ stage: 'cue', name: 'pay' }, location.origin))
    const result = await page.locator('#result').textContent()
    expect(JSON.parse(result ?? '')).toEqual({ result: { reply: 'paid', late: [] }, uncaught: [] })
  })
})
