import { chromium, firefox, type Page } from '@playwright/test'

export type Engine = 'chromium' | 'firefox' | 'webkit' | 'old-chromium'

/** A page of a browser, in which one scenario after the other is opened. */
export interface Tab {
  /** Opens an address and gives the text of its element `#result`, once that is there. */
  read(address: string): Promise<string>
  /** Takes away what the tests so far have left beside their origins, which are new for each. */
  clear(): Promise<void>
  /** For a test that changed the page itself, or what the browser allows it. */
  renew(): Promise<void>
  close(): Promise<void>
  /** What a person does in it, and what is asked of the browser. WebKit's driver is not Playwright's. */
  readonly page: Page | undefined
}

/** Opens the one tab of a worker: a new page for each test would take longer than most tests. */
export async function openTab(engine: 'chromium' | 'firefox'): Promise<Tab> {
  const browser = await { chromium, firefox }[engine].launch()
  let page = await (await browser.newContext()).newPage()
  return {
    get page() {
      return page
    },
    read: (address) => readWith(page, address),
    async clear() {
      const context = page.context()
      for (const other of context.pages()) if (other !== page) await other.close()
      await context.clearCookies()
    },
    async renew() {
      // A fresh page of Firefox sometimes tells of its first navigation twice, and Playwright takes it for another one.
      if (engine === 'firefox') return
      await page.context().close()
      page = await (await browser.newContext()).newPage()
    },
    close: () => browser.close(),
  }
}

export async function readWith(page: Page, address: string): Promise<string> {
  await page.goto(address, { waitUntil: 'commit' })
  // A locator looks again every half a second, which is longer than most scenarios take.
  const result = await page.waitForFunction(() => document.getElementById('result')?.textContent)
  return (await result.jsonValue()) ?? ''
}
