import { defineConfig, devices } from '@playwright/test'
import { findChromium, quietArgs } from '../scripts/browser.mjs'
import type { StageOptions } from './harness/test.js'

const { executablePath } = await findChromium()
/** What is played on pages of several origins. */
const framed = ['scenarios/*.spec.ts', 'threats/*.spec.ts']

export default defineConfig<object, StageOptions>({
  testDir: '.',
  outputDir: './test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that fails now and then is a fault: it is found, not repeated.
  retries: 0,
  // Most of a test is waiting for a browser, so that two keep two cores busy.
  workers: 2,
  timeout: 30_000,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    // Launched as the search for a browser launched it when it was tried.
    launchOptions: { args: quietArgs, ...(executablePath !== undefined && { executablePath }) },
    // Recording takes half of the time: `npm run test:e2e -- --trace on` shows what happened.
    trace: 'off',
  },
  projects: [
    {
      name: 'chromium',
      testMatch: [
        'playground/*.spec.ts',
        'consumers/*.spec.ts',
        'alone/*.spec.ts',
        'outbox/*.spec.ts',
      ],
      // A test that is about motion asks for it.
      use: { contextOptions: { reducedMotion: 'reduce' } },
    },
    {
      name: 'own-process',
      testMatch: framed,
      use: { placement: 'own-process', packages: 'sources' },
    },
    {
      name: 'same-process',
      testMatch: framed,
      // What is said on a port is the same wherever it is said.
      testIgnore: /threats\/(errors|names|replays|shapes|sizes|versions)\.spec\.ts/,
      use: { placement: 'same-process', packages: 'sources' },
    },
    {
      // The same code in other files: what would show a fault of the build.
      name: 'built-packages',
      testDir: './scenarios',
      testMatch:
        /(app-events|bursts|connecting|contracts|failures|keys|payloads|wire-\w+)\.spec\.ts/,
      use: { placement: 'own-process', packages: 'built' },
    },
  ],
})
