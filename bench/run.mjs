import { chromium } from '@playwright/test'
import { findChromium, quietArgs } from '../scripts/browser.mjs'
import { openArena } from './arena.mjs'
import { contestants } from './contestants.mjs'
import { measureRows } from './measure.mjs'
import { provePlacement } from './placement.mjs'
import { startServer } from './server.mjs'

/** A busy machine takes its time to open a page. */
const LONGEST_MS = 120_000

/**
 * @typedef {import('./server.mjs').Placement} Placement
 *
 * @typedef {object} Run
 * @property {string} browser
 * @property {Record<Placement, { proof: string, rows: import('./measure.mjs').Measured }>} placements
 */

/**
 * Measures everything once, in one browser.
 *
 * @param {import('./measure.mjs').Effort & { tell: (line: string) => void }} options
 * @returns {Promise<Run>}
 */
export async function runBench({ tell, ...effort }) {
  const ids = contestants.map(({ id }) => id)
  const server = await startServer(ids, { minify: true })
  const browser = await launchBrowser()

  /** @param {Placement} placement */
  async function measurePlacement(placement) {
    const context = await browser.newContext()
    context.setDefaultTimeout(LONGEST_MS)
    const proof = await provePlacement(browser, context, server, placement)
    tell(`${placement}: ${proof}`)
    /** @type {import('./measure.mjs').Open} */
    const open = (contestant, options) =>
      openArena(context, server, { contestant, placement, ...options })
    const rows = await measureRows(open, effort, (line) => tell(`${placement}: ${line}`))
    await context.close()
    return { proof, rows }
  }

  try {
    const browserName = `Chromium ${browser.version()}`
    tell(browserName)
    return {
      browser: browserName,
      placements: {
        'own-process': await measurePlacement('own-process'),
        'same-thread': await measurePlacement('same-thread'),
      },
    }
  } finally {
    await browser.close()
    await server.close()
  }
}

/** With a heap that is told to the byte and collected at a word. */
export async function launchBrowser() {
  const { executablePath } = await findChromium()
  return chromium.launch({
    args: [...quietArgs, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
    ...(executablePath !== undefined && { executablePath }),
  })
}
