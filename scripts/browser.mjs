import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { probeBrowser } from './browser/probe.mjs'
import { searchBrowser } from './browser/search.mjs'
import { browserSources } from './browser/sources.mjs'
import { rootFolder } from './root.mjs'

export { quietArgs } from './browser/probe.mjs'

/**
 * @typedef {import('./browser/search.mjs').Found} Found
 * @typedef {{ found: { executablePath: string | null, source: string }, named: string | null, stamp: string }} Verdict
 */

const verdictFile = join(rootFolder, 'node_modules', '.cache', 'drawbridge', 'browser.json')

/**
 * A Chromium that has loaded a page on this machine. The verdict is kept, so that only the first call takes time.
 *
 * @returns {Promise<Found>} `executablePath` is undefined for the browser that Playwright downloaded
 * @throws {Error} with every place that was tried, why each failed and what to do
 */
export async function findChromium() {
  const known = await readVerdict()
  if (known) return known
  const { found, attempts } = await searchBrowser(browserSources(), probeBrowser)
  if (!found) throw new Error(explain(attempts))
  const named = process.env.DRAWBRIDGE_CHROMIUM
  if (named && found.executablePath !== named) {
    console.warn(`DRAWBRIDGE_CHROMIUM names ${named}, which does not work: ${attempts[0]?.reason}`)
  }
  await writeVerdict(found)
  return found
}

/** @returns {Promise<Found | undefined>} the verdict, while the same file is there and the same one is asked for */
async function readVerdict() {
  try {
    /** @type {Verdict} */
    const { found, named, stamp } = JSON.parse(readFileSync(verdictFile, 'utf8'))
    if (named !== (process.env.DRAWBRIDGE_CHROMIUM ?? null)) return undefined
    const { source } = found
    const executablePath = found.executablePath ?? undefined
    return stamp === (await stampOf(executablePath)) ? { executablePath, source } : undefined
  } catch {
    return undefined
  }
}

/** @param {Found} found */
async function writeVerdict({ executablePath, source }) {
  const stamp = await stampOf(executablePath)
  if (stamp === undefined) return
  /** @type {Verdict} */
  const verdict = {
    found: { executablePath: executablePath ?? null, source },
    named: process.env.DRAWBRIDGE_CHROMIUM ?? null,
    stamp,
  }
  mkdirSync(dirname(verdictFile), { recursive: true })
  writeFileSync(verdictFile, JSON.stringify(verdict))
}

/** @param {import('./browser/search.mjs').Candidate} candidate */
async function stampOf(candidate) {
  const path = candidate ?? (await import('@playwright/test')).chromium.executablePath()
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats && `${path} ${stats.size} ${stats.mtimeMs}`
}

/** @param {readonly import('./browser/search.mjs').Attempt[]} attempts */
function explain(attempts) {
  const lines = attempts.map(
    ({ source, candidate, reason }) =>
      `  ${source}${candidate ? ` (${candidate})` : ''}: ${reason}`,
  )
  return [
    'Cannot find a Chromium that loads a page. Tried in this order:',
    ...lines,
    'Install Chrome, Edge or Chromium, or set DRAWBRIDGE_CHROMIUM to the path of one, and run the command again.',
  ].join('\n')
}
