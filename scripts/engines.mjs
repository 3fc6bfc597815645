import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { probePage } from './browser/probe.mjs'
import { prepare } from './debian.mjs'
import { readNotRun } from './results.mjs'

/**
 * A browser beside Chromium in which the same scenarios are played.
 *
 * @typedef {object} Engine
 * @property {'firefox' | 'webkit' | 'qt'} name
 * @property {string} title
 * @property {readonly string[]} packages
 * @property {() => string | undefined} find
 * @property {(path: string) => Promise<void>} probe throws if it does not start
 */

/** Debian's, for Debian's own Python. */
const PYQT_WEB_ENGINE = '/usr/lib/python3/dist-packages/PyQt6/QtWebEngineWidgets.abi3.so'

/** How Playwright drives a Firefox that it has not patched. */
export const FIREFOX_CHANNEL = 'moz-firefox'

/** @type {readonly Engine[]} */
const engines = [
  {
    name: 'firefox',
    title: 'Firefox',
    packages: ['firefox-esr'],
    find: () => process.env.DRAWBRIDGE_FIREFOX || onPath('firefox-esr') || onPath('firefox'),
    async probe(executablePath) {
      const { firefox } = await import('@playwright/test')
      await probePage(() => firefox.launch({ channel: FIREFOX_CHANNEL, executablePath }))
    },
  },
  {
    name: 'webkit',
    title: 'WebKitGTK’s browser with its driver',
    packages: ['xvfb', 'webkit2gtk-driver', 'libwebkit2gtk-4.1-0'],
    find: () => (onPath('Xvfb') && onPath('WebKitWebDriver') ? miniBrowser() : undefined),
    // Its first test starts it.
    probe: async () => {},
  },
  {
    name: 'qt',
    title: 'Qt’s old Chromium',
    packages: ['python3-pyqt6.qtwebengine'],
    find: () => [PYQT_WEB_ENGINE].find((path) => existsSync(path)),
    // As WebKit.
    probe: async () => {},
  },
]

/**
 * The engines that are on this machine and have not failed to start.
 *
 * @returns {Partial<Record<Engine['name'], string>>} their paths
 */
export function foundEngines() {
  return Object.fromEntries(
    engines.flatMap(({ name, find }) => {
      const path = readNotRun(name) === undefined ? find() : undefined
      return path === undefined ? [] : [[name, path]]
    }),
  )
}

/**
 * Makes each engine ready.
 *
 * @returns {Promise<{ name: string, path: string | undefined, missing: Awaited<ReturnType<typeof prepare>> }[]>}
 */
export async function prepareEngines() {
  const prepared = []
  for (const { name, title, packages, find, probe } of engines) {
    const findFault = async () => {
      const path = find()
      if (path === undefined) return 'is not installed'
      try {
        await probe(path)
        return undefined
      } catch (error) {
        console.warn(error instanceof Error ? error.message : error)
        return `does not start as ${path}`
      }
    }
    const missing = await prepare({ name: title, packages, findFault })
    prepared.push({ name, path: find(), missing })
  }
  return prepared
}

/** Where Debian and its kin keep it: not on the PATH. */
function miniBrowser() {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  return ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']
    .map((folder) => `/usr/lib/${machine}-linux-gnu/${folder}/MiniBrowser`)
    .find((path) => existsSync(path))
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))
}
