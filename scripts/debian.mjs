import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)
const INSTALL_TIMEOUT_MS = 300_000

/** Ubuntu is like Debian, but some of its packages are snaps that a container cannot run. */
export function isDebian() {
  if (!existsSync('/etc/os-release')) return false
  const text = readFileSync('/etc/os-release', 'utf8')
  return /^ID(_LIKE)?=.*\bdebian\b/m.test(text) && !/^ID(_LIKE)?=.*\bubuntu\b/m.test(text)
}

/**
 * @param {string} name of a Debian package
 * @throws {Error} where that is not possible
 */
export async function installDebianPackage(name) {
  if (!isDebian()) throw new Error('this is not Debian')
  if (process.getuid?.() !== 0) throw new Error('only root may install packages')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]])
    await run('apt-get', args, { env, timeout: INSTALL_TIMEOUT_MS })
}
