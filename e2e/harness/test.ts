import { test as base, expect } from '@playwright/test'
import type { Placement } from '../pages/addresses.js'
import type { Published } from '../pages/publish.js'
import { type Packages, pageScripts } from './page-bundle.js'
import { type ScenarioServer, startScenarioServer } from './scenario-server.js'

export { expect }

export interface StageOptions {
  /** Whether the miniapp's frame has a process of its own. */
  placement: Placement
  packages: Packages
}

interface Fixtures {
  /**
   * Opens a scenario and gives what it saw. Nothing may go uncaught in any of its pages but what is announced.
   * `isLong`: it opens dozens of pages, for which a busy machine needs its time.
   */
  play(
    scenario: string,
    options?: { uncaught?: readonly string[]; isLong?: boolean },
  ): Promise<unknown>
}

export const test = base.extend<Fixtures, StageOptions & { server: ScenarioServer }>({
  placement: ['own-process', { scope: 'worker', option: true }],
  packages: ['sources', { scope: 'worker', option: true }],
  server: [
    async ({ packages }, use) => {
      const script = pageScripts(packages)
      await script('main')
      const server = await startScenarioServer(script)
      await use(server)
      await server.close()
    },
    { scope: 'worker' },
  ],
  async play({ page, server, placement }, use) {
    await use(async (scenario, { uncaught = [], isLong = false } = {}) => {
      if (isLong) test.slow()
      await page.goto(`${server.url(scenario, placement)}${isLong ? '&longest=80000' : ''}`)
      const text = await page.locator('#result').textContent()
      const published = JSON.parse(text ?? '') as Published
      if ('failed' in published) throw new Error(`The scenario failed: ${published.failed}`)
      expect([...published.uncaught].sort()).toEqual([...uncaught].sort())
      return published.result
    })
  },
})
