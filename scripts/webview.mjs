import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { prepare } from './debian.mjs'
import { startDisplay } from './display.mjs'

const run = promisify(execFile)

/** Debian's WebKit as a native app embeds it, and a display for it. */
const packages = ['xvfb', 'python3-gi', 'gir1.2-gtk-3.0', 'gir1.2-webkit2-4.1']

/** Debian's own Python: another one does not see the packages of the system. */
const python = '/usr/bin/python3'

/** Makes the WebKit webview ready, or says why it cannot be used here. */
export function prepareWebview() {
  return prepare({ name: 'WebKitGTK', packages, findFault })
}

async function findFault() {
  try {
    const { env, end } = await startDisplay()
    const probe =
      'import gi; gi.require_version("WebKit2", "4.1"); from gi.repository import WebKit2'
    await run(python, ['-c', probe], { timeout: 60_000, env }).finally(end)
    return undefined
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error)
    return 'cannot be driven from Python under Xvfb'
  }
}
