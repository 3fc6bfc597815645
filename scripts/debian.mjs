import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
export function isDebianRoot() {
  return isDebian() && process.getuid?.() === 0
}

/** @param {readonly string[]} packages */
export async function installFromDebian(packages) {
  if (!isDebian()) throw new Error('this is not Debian')
  if (process.getuid?.() !== 0) throw new Error('only root may install packages')
  await aptGet('update')
  await aptGet('install', '-y', '--no-install-recommends', ...packages)
}

/** @param {readonly string[]} args */
async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', args, { env, timeout: INSTALL_TIMEOUT_MS })
}
