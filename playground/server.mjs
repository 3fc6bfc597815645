import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { addressesOf, withConfig } from './addresses.mjs'
import { apps, defaultFolder } from './apps.mjs'
import { securityHeaders } from './headers.mjs'

const LOOPBACK = '127.0.0.1'

/**
 * @typedef {object} PlaygroundOptions
 * @property {number} [hostPort] a free one by default
 * @property {number} [shopPort] a free one by default
 * @property {string} [folder] where the apps were built
 *
 * @typedef {import('./addresses.mjs').Addresses & { close(): Promise<void> }} Playground
 */

/**
 * Serves the two built apps from two loopback ports.
 *
 * @param {PlaygroundOptions} [options]
 * @returns {Promise<Playground>}
 * @throws {Error} if a port is taken or the apps were not built; the text says what to do
 */
export async function startPlayground({ hostPort = 0, shopPort = 0, folder = defaultFolder } = {}) {
  const pages = await Promise.all(apps.map((app) => readPage(join(folder, app))))
  /** @type {import('./addresses.mjs').Addresses | undefined} */
  let addresses
  const servers = apps.map((app, index) =>
    createServer(
      serveApp(
        app,
        join(folder, app),
        () => addresses && withConfig(pages[index] ?? '', app, addresses),
      ),
    ),
  )
  const close = async () => void (await Promise.all(servers.map(closeServer)))
  try {
    const [host, shop] = await Promise.all([
      listen(servers[0], hostPort, 'PORT'),
      listen(servers[1], shopPort, 'SHOP_PORT'),
    ])
    addresses = addressesOf(host, shop)
    return { ...addresses, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @param {string} folder */
async function readPage(folder) {
  try {
    return await readFile(join(folder, 'index.html'), 'utf8')
  } catch (cause) {
    throw new Error('The playground is not built. Run its "build" script first', { cause })
  }
}

/**
 * @param {import('./apps.mjs').App} app
 * @param {string} folder
 * @param {() => string | undefined} page
 * @returns {import('node:http').RequestListener}
 */
function serveApp(app, folder, page) {
  const files = sirv(folder, { etag: true, maxAge: 31_536_000, immutable: true })
  const headers = securityHeaders(app)
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    // A name of somebody else that leads to this machine would give his page an origin here.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
      return end(response, 421, 'This server answers to 127.0.0.1 and localhost only')
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return end(response, 405, 'Only GET and HEAD')
    }
    const path = (request.url ?? '/').split('?', 1)[0]
    if (path === '/' || path === '/index.html') {
      response.setHeader('Cache-Control', 'no-store')
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      return response.end(page())
    }
    files(request, response, () => end(response, 404, 'Not found'))
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} text
 */
function end(response, status, text) {
  response.statusCode = status
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(`${text}\n`)
}

/**
 * @param {import('node:http').Server | undefined} server
 * @param {number} port
 * @param {string} variable the environment variable that chooses the port
 * @returns {Promise<number>} the port
 */
function listen(server, port, variable) {
  return new Promise((resolve, reject) => {
    if (!server) return reject(new Error('There is no server for this app'))
    server.once('error', (/** @type {NodeJS.ErrnoException} */ cause) => {
      const isTaken = cause.code === 'EADDRINUSE'
      const text = isTaken
        ? `Port ${port} is taken. Choose another with ${variable}, or leave ${variable} out for a free one`
        : `Cannot listen on port ${port}: ${cause.message}`
      reject(new Error(text, { cause }))
    })
    server.listen(port, LOOPBACK, () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
    })
  })
}

/** @param {import('node:http').Server} server */
function closeServer(server) {
  return new Promise((resolve) => {
    server.close(resolve)
    // A browser that keeps its connection open would hold the process.
    server.closeAllConnections()
  })
}
