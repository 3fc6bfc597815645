import { defineConfig, devices } from '@playwright/test'
import { findChromium, quietArgs } from '../scripts/browser.mjs'
import { FIREFOX_CHANNEL, foundEngines } from '../scripts/engines.mjs'
import type { StageOptions } from './harness/test.js'

const chromium = await findChromium()
const { firefox, webkit, qt } = foundEngines()
/** What is played on pages of several origins. */
const framed = ['scenarios/*.spec.ts', 'threats/*.spec.ts']

function launchOptions(executablePath: string | undefined): { executablePath?: string } {
  return executablePath === undefined ? {} : { executablePath }
}

/** Nothing where the engine is not installed: the summary says so. */
function inEngine(path: string | undefined, specs: string[]): string[] {
  return path === undefined ? [] : specs
}

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
    // Launched as the search for a browser launched it when it was tried.
    launchOptions: {
      args: quietArgs,
      // As people have it: Playwright would turn off that pages come back from the history as they were.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
      ...launchOptions(chromium.executablePath),
    },
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
      use: { ...devices['Desktop Chrome'], contextOptions: { reducedMotion: 'reduce' } },
    },
    {
      name: 'own-process',
      testMatch: framed,
      use: { placement: 'own-process', packages: 'sources' },
    },
    {
      name: 'same-process',
      // Who shares a process with whom touches windows, frames, navigations and time; what is said on a port is the
      // same wherever it is said.
      testMatch: [
        'scenarios/{attempts,boxo-drop-in,boxo-finding,bursts,connecting,elements}.spec.ts',
        'scenarios/{floods,history,lifecycle,load-order,origins,sessions,timing}.spec.ts',
        'scenarios/welcomes.spec.ts',
        'threats/{addresses,copies,false-hosts,foreign,navigations,opaque-frames}.spec.ts',
        'threats/{patches,ports,relays,sandboxes,senders}.spec.ts',
      ],
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
    {
      // From here on the same scenarios in other engines.
      name: 'firefox',
      testMatch: inEngine(firefox, framed),
      use: { engine: 'firefox', channel: FIREFOX_CHANNEL, launchOptions: launchOptions(firefox) },
    },
    {
      name: 'webkit',
      testMatch: inEngine(webkit, framed),
      use: { engine: 'webkit', miniBrowser: webkit ?? '' },
    },
    {
      // Chromium as it was in 2022: a purchase with all there is, and what the bridge is for.
      name: 'old-engine',
      testMatch: inEngine(qt, [
        'old-engine/*.spec.ts',
        'scenarios/{connecting,failures,keys,payloads,policies,sessions}.spec.ts',
      ]),
      use: { engine: 'old-chromium' },
    },
  ],
})
