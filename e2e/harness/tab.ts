import { chromium, firefox, type Page } from '@playwright/test'

export type Engine = 'chromium' | 'firefox' | 'webkit' | 'old-chromium'

/** A page of a browser, in which one scenario after the other is opened. */
export interface Tab {
  /** Opens an address and gives the text of its element `#result`, once that is there. */
  read(address: string): Promise<string>
  /** Takes away what the tests so far have left beside their origins, which are new for each. */
  clear(): Promise<void>
  close(): Promise<void>
  /** What a person does in it, and what is asked of the browser. WebKit's driver is not Playwright's. */
  readonly page: Page | undefined
}

/** Opens the one tab of a worker: a new page for each test would take longer than most tests. */
export async function openTab(engine: 'chromium' | 'firefox'): Promise<Tab> {
  const browser = await { chromium, firefox }[engine].launch()
  const context = await browser.newContext()
  const page = await context.newPage()
  return {
    ...reader(page),
    async clear() {
      for (const other of context.pages()) if (other !== page) await other.close()
      await context.clearCookies()
      await context.clearPermissions()
    },
    close: () => browser.close(),
  }
}

export function reader(page: Page): Pick<Tab, 'page' | 'read'> {
  return {
    page,
    async read(address) {
      await page.goto(address, { waitUntil: 'commit' })
      return (await page.locator('#result').textContent()) ?? ''
    },
  }
}
