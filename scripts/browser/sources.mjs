import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { installFromDebian } from '../debian.mjs'

const run = promisify(execFile)
const INSTALL_TIMEOUT_MS = 300_000

/**
 * Where a Chromium can come from, the cheapest first: what is named, what is there, what can be installed.
 *
 * @returns {readonly import('./search.mjs').Source[]}
 */
export function browserSources() {
  return [
    {
      name: 'the variable DRAWBRIDGE_CHROMIUM',
      find: async () => [process.env.DRAWBRIDGE_CHROMIUM].filter((path) => path !== undefined),
    },
    { name: "Playwright's own browser on this disk", find: async () => [undefined] },
    { name: 'an installed Chrome, Edge or Chromium', find: async () => installedBrowsers() },
    { name: 'apt-get install chromium', find: installDebiansChromium },
    { name: 'playwright install chromium', find: downloadPlaywrights },
    { name: 'playwright install-deps chromium', find: installSystemPackages },
  ]
}

function installedBrowsers() {
  return [...new Set(knownPaths())].filter((path) => existsSync(path))
}

/** @returns {string[]} */
function knownPaths() {
  if (process.platform === 'win32') {
    const { PROGRAMFILES, LOCALAPPDATA, 'PROGRAMFILES(X86)': programFiles86 } = process.env
    const folders = [PROGRAMFILES, programFiles86, LOCALAPPDATA].filter(
      (path) => path !== undefined,
    )
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ]
    return programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  }
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].flatMap((name) =>
      ['/', homedir()].map((home) =>
        join(home, 'Applications', `${name}.app`, 'Contents/MacOS', name),
      ),
    )
  }
  const names = [
    ...['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'],
    ...['microsoft-edge-stable', 'microsoft-edge'],
  ]
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    '/usr/bin',
    '/snap/bin',
  ]
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

async function installDebiansChromium() {
  console.log('No browser is installed: installing Debian’s Chromium')
  await installFromDebian(['chromium'])
  return installedBrowsers()
}

async function downloadPlaywrights() {
  console.log('No browser is installed: downloading Playwright’s Chromium')
  await playwright('install', 'chromium')
  return [undefined]
}

/** Asked only when the download alone did not start, since it may want a password. */
async function installSystemPackages() {
  if (process.platform !== 'linux') throw new Error('this is not Linux')
  const { chromium } = await import('@playwright/test')
  if (!existsSync(chromium.executablePath())) throw new Error('the download is missing')
  await playwright('install-deps', 'chromium')
  return [undefined]
}

/** @param {readonly string[]} args */
async function playwright(...args) {
  const manifest = fileURLToPath(import.meta.resolve('@playwright/test/package.json'))
  const command = [join(dirname(manifest), 'cli.js'), ...args]
  await run(process.execPath, command, { timeout: INSTALL_TIMEOUT_MS }).catch((failure) => {
    // Of its log the line that says what went wrong; the command itself is in the name of the source.
    const [, reason = failure.message] = /^Error: (.+)/m.exec(failure.stderr ?? '') ?? []
    throw new Error(reason, { cause: failure })
  })
}
