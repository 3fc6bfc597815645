import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { freePort, LOOPBACK } from '../../scripts/loopback.mjs'
import { readWith, type Tab } from './tab.js'

/** Chromium 102, of 2022, as Qt 6.4 embeds it. It needs no display. */
export async function openOldChromium(): Promise<Tab> {
  const program = fileURLToPath(new URL('old-chromium.py', import.meta.url))
  const child = spawn('/usr/bin/python3', [program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      QT_QPA_PLATFORM: 'offscreen',
      QTWEBENGINE_DISABLE_SANDBOX: '1',
      QTWEBENGINE_CHROMIUM_FLAGS: '--no-sandbox --disable-gpu',
      QTWEBENGINE_REMOTE_DEBUGGING: `${LOOPBACK}:${await freePort()}`,
    },
  })
  const lines: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line)
      const [, found] = /^DevTools listening on (ws:\S+)/.exec(line) ?? []
      if (found) resolve(found)
    })
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`Qt has ended: ${lines.join('\n')}`)))
  })
  // It has one context, which Playwright finds and cannot set up.
  const browser = await chromium.connectOverCDP(address, { noDefaults: true })
  const [context] = browser.contexts()
  const page = context?.pages()[0]
  if (!context || !page) throw new Error('Qt has no page')
  const session = await context.newCDPSession(page)
  return {
    page,
    read: (address) => readWith(page, address),
    // Its one page is only looked at.
    renew: async () => {},
    clear: async () => void (await session.send('Network.clearBrowserCookies')),
    async close() {
      await browser.close()
      child.kill()
    },
  }
}
