import { createServer } from 'node:http'

/**
 * For every launch: no first-run pages and no calls home, so that a machine without internet stays quiet, and no
 * reliance on /dev/shm, which is tiny in containers.
 */
export const quietArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

/** @param {import('./search.mjs').Candidate} candidate */
export async function probeBrowser(candidate) {
  const { chromium } = await import('@playwright/test')
  await probePage(() =>
    chromium.launch({
      args: quietArgs,
      timeout: 30_000,
      ...(candidate === undefined ? {} : { executablePath: candidate }),
    }),
  )
}

/**
 * A browser counts only after it started and ran the script of a page that a server on this machine gave it.
 *
 * @param {() => Promise<import('@playwright/test').Browser>} launch
 */
export async function probePage(launch) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><script>document.title = "loaded " + 6 * 7</script>')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  try {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port is free')
    const browser = await launch()
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${address.port}/`, { timeout: 30_000 })
      const title = await page.title()
      if (title !== 'loaded 42') throw new Error(`the page has the title "${title}"`)
    } finally {
      await browser.close()
    }
  } finally {
    server.close()
  }
}
