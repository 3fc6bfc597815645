import { test as base, expect, type Page } from '@playwright/test'
import type { Placement } from '../pages/addresses.js'
import type { Published } from '../pages/publish.js'
import { openOldChromium } from './old-chromium.js'
import { type Packages, type PageScript, pageScripts } from './page-bundle.js'
import { type ScenarioServer, startScenarioServer } from './scenario-server.js'
import { type Engine, openTab, type Tab } from './tab.js'
import { openWebKit } from './webkit.js'

export { expect }

export interface StageOptions {
  engine: Engine
  /** Where the browser of WebKit's driver is. */
  miniBrowser: string
  /** Whether the miniapp's frame has a process of its own. */
  placement: Placement
  packages: Packages
}

interface Fixtures {
  server: ScenarioServer
  /**
   * Opens a scenario and gives what it saw. Nothing may go uncaught in any of its pages but what is announced.
   * `isKept`: the browser may keep its page in the history. `isLong`: it opens dozens of pages, for which a busy machine needs its time.
   */
  play(
    scenario: string,
    options?: { uncaught?: readonly string[]; isLong?: boolean; isKept?: boolean },
  ): Promise<unknown>
  page: Page
}

interface WorkerFixtures extends StageOptions {
  script(name: PageScript): Promise<string>
  tab: Tab
}

function open(engine: Engine, miniBrowser: string): Promise<Tab> {
  if (engine === 'webkit') return openWebKit(miniBrowser)
  return engine === 'old-chromium' ? openOldChromium() : openTab(engine)
}

/**
 * Marks a test that does nothing for ten seconds, since that is its rule: such tests are a step of their own, in which
 * they wait at the same time and beside what computes.
 */
export const WAITS = '@waits'

/** The tests of a group run where there is what they need; the reason says what is missing. */
export function needs(isThere: boolean, reason: string): void {
  // biome-ignore lint/suspicious/noSkippedTests: a machine cannot be asked for what it does not have
  test.skip(!isThere, reason)
}

/** The tests of a group run in these engines; the reason says what the others lack. */
export function only(engines: readonly Engine[], reason: string): void {
  // biome-ignore lint/suspicious/noSkippedTests: an engine cannot be asked for what it does not have
  test.skip(({ engine }) => !engines.includes(engine), reason)
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  engine: ['chromium', { scope: 'worker', option: true }],
  miniBrowser: ['', { scope: 'worker', option: true }],
  placement: ['own-process', { scope: 'worker', option: true }],
  packages: ['sources', { scope: 'worker', option: true }],
  script: [
    async ({ packages }, use) => {
      const script = pageScripts(packages)
      await script('main')
      await use(script)
    },
    { scope: 'worker' },
  ],
  tab: [
    async ({ engine, miniBrowser }, use) => {
      const tab = await open(engine, miniBrowser)
      await use(tab)
      await tab.close()
    },
    { scope: 'worker' },
  ],
  // Ports of its own for each test, so that what it stores is for itself alone.
  async server({ script }, use) {
    const server = await startScenarioServer(script)
    await use(server)
    await server.close()
  },
  async page({ tab, engine }, use) {
    if (!tab.page) throw new Error(`The driver of ${engine} has no page for a test`)
    await use(tab.page)
    await tab.renew()
  },
  context: ({ page }, use) => use(page.context()),
  async play({ tab, server, placement }, use) {
    await use(async (scenario, { uncaught = [], isLong = false, isKept = false } = {}) => {
      if (isLong) test.slow()
      const more = `${isLong ? '&longest=80000' : ''}${isKept ? '&kept' : ''}`
      const text = await tab.read(`${server.url(scenario, placement)}${more}`)
      const published = JSON.parse(text) as Published
      if ('failed' in published) throw new Error(`The scenario failed: ${published.failed}`)
      expect([...published.uncaught].sort()).toEqual([...uncaught].sort())
      return published.result
    })
    await tab.clear()
  },
})
