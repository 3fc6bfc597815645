import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { installFromDebian, isDebianRoot } from './debian.mjs'

const run = promisify(execFile)

/** Debian's WebKit as a native app embeds it, and a display for it. */
const packages = ['xvfb', 'xauth', 'python3-gi', 'gir1.2-gtk-3.0', 'gir1.2-webkit2-4.1']

/** Debian's own Python: another one does not see the packages of the system. */
const python = '/usr/bin/python3'

/**
 * Makes the WebKit webview ready: it is there, or Debian's packages are installed where that needs nobody's leave.
 *
 * @returns {Promise<{ reason: string, isRequired: boolean } | undefined>} why it cannot be used here, or undefined
 */
export async function prepareWebview() {
  const isRequired = isDebianRoot() || process.argv.includes('--all-engines')
  if (await isUsable()) return undefined
  try {
    if (isDebianRoot()) console.log('No WebKit webview is installed: installing Debian’s WebKitGTK')
    await installFromDebian(packages)
    if (await isUsable()) return undefined
    return { reason: 'its packages are installed and do not start', isRequired }
  } catch (error) {
    const [what] = String(error instanceof Error ? error.message : error).split('\n')
    const remedy = `On Debian or Ubuntu: apt-get install ${packages.join(' ')}`
    return { reason: `WebKitGTK is not installed (${what}). ${remedy}`, isRequired }
  }
}

async function isUsable() {
  try {
    const probe =
      'import gi; gi.require_version("WebKit2", "4.1"); from gi.repository import WebKit2'
    await run('xvfb-run', ['-a', python, '-c', probe], { timeout: 60_000 })
    return true
  } catch {
    return false
  }
}
