import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pass } from 'node:timers/promises'
import { startDisplay } from '../../scripts/display.mjs'
import { freePort, LOOPBACK } from '../../scripts/loopback.mjs'
import { endGroup } from '../../scripts/processes.mjs'
import type { Tab } from './tab.js'

/** W3C's name for the key of an element's id. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
/** What is asked for is waited for by the driver itself, so that nothing here asks again and again. */
const FOUND_WITHIN_MS = 80_000

/** WebKitGTK's browser on a display of its own, over W3C WebDriver. */
export async function openWebKit(miniBrowser: string): Promise<Tab> {
  const display = await startDisplay()
  const port = await freePort()
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    env: display.env,
  })
  const ask = asker(`http://${LOOPBACK}:${port}`)
  await untilReady(ask, driver)
  const { sessionId } = (await ask('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        // Later than the page before, sooner than its frames, of which one may load for ever.
        pageLoadStrategy: 'eager',
        timeouts: { implicit: FOUND_WITHIN_MS },
        'webkitgtk:browserOptions': {
          binary: miniBrowser,
          args: ['--automation', '--javascript-can-open-windows-automatically=true'],
        },
      },
    },
  })) as { sessionId: string }
  const session = `/session/${sessionId}`
  const own = await ask('GET', `${session}/window`)

  return {
    page: undefined,
    async read(address) {
      await ask('POST', `${session}/url`, { url: address })
      for (;;) {
        try {
          return await read(ask, session)
        } catch (error) {
          // The page was reloaded meanwhile, which is part of its story.
          if (!(error instanceof DriverError) || !wentAway.has(error.code)) throw error
        }
      }
    },
    async clear() {
      await ask('DELETE', `${session}/cookie`)
      const windows = (await ask('GET', `${session}/window/handles`)) as string[]
      for (const handle of windows.filter((each) => each !== own)) {
        await ask('POST', `${session}/window`, { handle })
        await ask('DELETE', `${session}/window`)
        await ask('POST', `${session}/window`, { handle: own })
      }
    },
    renew: async () => {},
    async close() {
      await ask('DELETE', session)
      endGroup(driver)
      display.end()
    },
  }
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>

function asker(driver: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${driver}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as { value: { error?: string; message?: string } }
    if (value?.error) throw new DriverError(value.error, value.message)
    return value
  }
}

class DriverError extends Error {
  constructor(
    readonly code: string,
    message = '',
  ) {
    super(`WebKitWebDriver: ${code}: ${message}`)
  }
}

/** What the driver says when the document in which it looks goes. */
const wentAway = new Set(['no such frame', 'stale element reference'])

async function read(ask: Ask, session: string): Promise<string> {
  const found = (await ask('POST', `${session}/element`, {
    using: 'css selector',
    value: '#result',
  })) as { [ELEMENT]: string }
  return (await ask('GET', `${session}/element/${found[ELEMENT]}/property/textContent`)) as string
}

/** The driver does not say that it listens: it answers once it does. */
async function untilReady(ask: Ask, driver: ChildProcess): Promise<void> {
  for (;;) {
    try {
      await ask('GET', '/status')
      return
    } catch (error) {
      if (driver.exitCode !== null || driver.pid === undefined) throw error
      await pass(20)
    }
  }
}
