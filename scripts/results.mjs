import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from './root.mjs'

/**
 * @typedef {'vitest' | 'playwright'} Runner
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, success: boolean }} VitestReport
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} PlaywrightReport
 */

const folder = join(rootFolder, 'node_modules', '.cache', 'drawbridge', 'results')
const notRunFolder = `${folder}-not-run`

/** Forgets the counts of earlier runs. */
export function clearResults() {
  for (const each of [folder, notRunFolder]) rmSync(each, { recursive: true, force: true })
}

/**
 * A step, or some of its tests, could not run on this machine, which the summary has to say.
 *
 * @param {string} step or what of it
 * @param {string} reason what is missing, and how to get it
 */
export function recordNotRun(step, reason) {
  mkdirSync(notRunFolder, { recursive: true })
  writeFileSync(join(notRunFolder, step.replaceAll(':', '-')), reason)
}

/** @returns {string[]} everything that could not run, steps and parts of steps */
export function listNotRun() {
  return existsSync(notRunFolder) ? readdirSync(notRunFolder) : []
}

/**
 * @param {string} step
 * @returns {string | undefined} the reason, if the step could not run
 */
export function readNotRun(step) {
  const file = join(notRunFolder, step.replaceAll(':', '-'))
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/**
 * What tells a test runner to write its counts, besides what it prints.
 *
 * @param {Runner} runner
 * @param {string} step
 * @returns {{ args: string[], env: NodeJS.ProcessEnv }}
 */
export function recordResults(runner, step) {
  const file = join(folder, `${step.replaceAll(':', '-')}.json`)
  return runner === 'vitest'
    ? { args: ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env: {} }
    : { args: ['--reporter=list,json'], env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file } }
}

/** @returns {Counts | undefined} of all test runners that ran, undefined if none did */
export function readResults() {
  if (!existsSync(folder)) return undefined
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const file of readdirSync(folder)) {
    const counts = countTests(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
  }
  return total
}

/**
 * @param {VitestReport | PlaywrightReport} report
 * @returns {Counts}
 */
function countTests(report) {
  if ('stats' in report) {
    const { expected, unexpected, flaky, skipped } = report.stats
    return { passed: expected, failed: unexpected + flaky, skipped }
  }
  const { numPassedTests, numFailedTests, numPendingTests, success } = report
  // A file that cannot be loaded has no test that could fail.
  const failed = success ? 0 : Math.max(numFailedTests, 1)
  return { passed: numPassedTests, failed, skipped: numPendingTests }
}
