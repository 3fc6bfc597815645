import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Frame, type Page } from '@playwright/test'
import { findChromium, quietArgs } from '../../scripts/browser.mjs'
import { LOOPBACK, type Receiver } from './receiver.js'

interface Calls {
  send(from: number, to: number): Promise<number>
  signIn(user: string): void
  status(): Promise<{ readonly durable: boolean; readonly events: number }>
  deadLetters(): Promise<[key: string, code: string][]>
}

export interface Place {
  /** `localhost` is another site than the host's. */
  readonly shopAt: typeof LOOPBACK | 'localhost'
  /** Whether the browser lets frames of other sites keep something. */
  readonly isStorageAllowed: boolean
  readonly sandbox?: string
  /** The host keeps the events of the miniapp, which has no storage. */
  readonly keeps: boolean
  readonly delivery?: 'at-most-once'
}

/** A browser of its own, with what its user has chosen about storage of other sites. */
export async function openBrowser({ isStorageAllowed }: Place): Promise<{
  readonly context: BrowserContext
  close(): Promise<void>
}> {
  const profile = mkdtempSync(join(tmpdir(), 'outbox-'))
  mkdirSync(join(profile, 'Default'))
  const choice = isStorageAllowed ? 0 : 1
  const preferences = {
    profile: { cookie_controls_mode: choice, block_third_party_cookies: choice === 1 },
  }
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
  const { executablePath } = await findChromium()
  const context = await chromium.launchPersistentContext(profile, {
    args: quietArgs,
    // The shell that Playwright runs otherwise has no preferences.
    ...(executablePath === undefined ? { channel: 'chromium' } : { executablePath }),
  })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

export function addressOf(receiver: Receiver, place: Place): string {
  const query = {
    receiver: `http://${LOOPBACK}:${receiver.ports.sink}`,
    shop: `http://${place.shopAt}:${receiver.ports.shop}`,
    keeps: place.keeps ? 'yes' : 'no',
    delivery: place.delivery ?? '',
    sandbox: place.sandbox ?? '',
  }
  return `http://${LOOPBACK}:${receiver.ports.host}/host?${new URLSearchParams(query)}`
}

/** The frame of the shop, when its script has run. */
export async function shopOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe')
  const frame = await element.contentFrame()
  if (!frame) throw new Error('The shop has no frame')
  await ready(frame)
  return frame
}

export async function ready(frame: Frame | Page): Promise<void> {
  await frame.waitForFunction(() => 'calls' in window)
}

export function call<N extends keyof Calls>(
  frame: Frame | Page,
  name: N,
  ...args: Parameters<Calls[N]>
): Promise<Awaited<ReturnType<Calls[N]>>> {
  return frame.evaluate(
    ([method, given]) =>
      (window as unknown as { calls: Record<string, (...all: unknown[]) => unknown> }).calls[
        method as string
      ]?.(...(given as unknown[])),
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<Calls[N]>>>
}

/** The process of the page ends without a word. */
export async function kill(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const session = await page.context().newCDPSession(page)
  // It does not answer any more.
  session.send('Page.crash').catch(() => {})
  await crashed
  await page.close()
}
