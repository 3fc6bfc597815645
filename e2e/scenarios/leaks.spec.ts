import type { CDPSession } from '@playwright/test'
import { expect, only, test } from '../harness/test.js'

/** Kilobytes that are in use after everything that can go has gone. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1024
}

test.describe('memory', () => {
  only(['chromium'], 'no other engine tells a test how much memory is in use')

  test('threat 19: 500 mounts and unmounts leave no listener and no growth', async ({
    page,
    context,
    server,
    placement,
  }) => {
    test.slow()
    await page.goto(`${server.url('leaks', placement)}&longest=80000`)
    const session = await context.newCDPSession(page)
    await expect(page).toHaveTitle('Round 100', { timeout: 60_000 })
    const before = await heapOf(session)
    await page.evaluate(() => postMessage({ stage: 'cue', name: 'go on' }, location.origin))
    await expect(page).toHaveTitle('Round 500', { timeout: 60_000 })
    const after = await heapOf(session)
    await page.evaluate(() => postMessage({ stage: 'cue', name: 'go on' }, location.origin))
    const text = await page.locator('#result').textContent()
    const { result } = JSON.parse(text ?? '') as { result: { alive: number } }
    expect(result).toEqual({ listenersLeft: 0, alive: expect.any(Number), frames: 0 })
    // Of 500 apps those of the last moments may not have been collected yet.
    expect(result.alive).toBeLessThan(20)
    // 400 apps that were kept would be tens of kilobytes each.
    expect(after - before).toBeLessThan(400)
  })
})
