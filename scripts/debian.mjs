import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const INSTALL_TIMEOUT_MS = 300_000

/** Ubuntu is like Debian, but some of its packages are snaps that a container cannot run. */
function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  const text = readFileSync('/etc/os-release', 'utf8')
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(text) && !/^ID(_LIKE)?=.*\bubuntu\b/m.test(text)
}

/** Whether packages can be installed here without asking anybody. */
function isDebianRoot() {
  return isDebian() && process.getuid?.() === 0
}

/**
 * Whether a part of the tests' surroundings that cannot be had is a failure: what can be installed is never left out, and
 * nothing is where all of it is asked for.
 */
export const isRequired = isDebianRoot() || process.env.DRAWBRIDGE_ALL_ENGINES !== undefined

/** @param {readonly string[]} packages */
export async function installFromDebian(packages) {
  if (!isDebian()) throw new Error('this is not Debian')
  if (process.getuid?.() !== 0) throw new Error('only root may install packages')
  await aptGet('update')
  await aptGet('install', '-y', '--no-install-recommends', ...packages)
}

/**
 * Makes a part of the tests' surroundings ready: it is there, or Debian's packages are installed where that needs
 * nobody's leave.
 *
 * @param {{ name: string, packages: readonly string[], findFault: () => Promise<string | undefined> }} part `findFault`
 * gives what is wrong with it as the rest of a sentence, or undefined if it can be used
 * @returns {Promise<{ reason: string, isRequired: boolean } | undefined>} why it cannot be used here, or undefined
 */
export async function prepare({ name, packages, findFault }) {
  const fault = await findFault()
  if (fault === undefined) return undefined
  try {
    if (isDebianRoot()) console.log(`${name} ${fault}: installing Debian’s`)
    await installFromDebian(packages)
    const left = await findFault()
    return left === undefined ? left : { reason: `${name} is installed, and ${left}`, isRequired }
  } catch (error) {
    const remedy = `On Debian or Ubuntu: apt-get install ${packages.join(' ')}`
    return { reason: `${name} ${fault} (${firstLine(error)}). ${remedy}`, isRequired }
  }
}

/**
 * @param {unknown} error
 * @returns {string} its message without what a browser or a program has logged
 */
export function firstLine(error) {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n').find((line) => line.trim() !== '') ?? 'without a reason'
}

/** @param {readonly string[]} args */
async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Two steps may install at once, and apt gives up at once where another one is at work.
  const queue = [join(tmpdir(), 'drawbridge-apt.lock'), 'apt-get', ...args]
  await run('flock', queue, { env, timeout: INSTALL_TIMEOUT_MS })
}
