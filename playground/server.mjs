import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { addressesOf, withConfig } from './addresses.mjs'
import { defaultFolder } from './apps.mjs'
import { securityHeaders } from './headers.mjs'
import { closeServer, listen } from './listening.mjs'
import { startBuiltBackend } from './load-backend.mjs'
import { routeOf } from './routes.mjs'

/**
 * @typedef {object} PlaygroundOptions
 * @property {number} [hostPort] a free one by default
 * @property {number} [shopPort] a free one by default
 * @property {string} [folder] where the apps were built
 *
 * @typedef {object} Running
 * @property {import('./backend/main.js').Backend} backend
 * @property {() => Promise<void>} close
 *
 * @typedef {import('./addresses.mjs').Addresses & Running} Playground
 */

/**
 * Serves the two built apps from two loopback ports, and starts what stands behind them.
 *
 * @param {PlaygroundOptions} [options]
 * @returns {Promise<Playground>}
 * @throws {Error} if a port is taken or the apps were not built; the text says what to do
 */
export async function startPlayground({ hostPort = 0, shopPort = 0, folder = defaultFolder } = {}) {
  /** @type {import('./addresses.mjs').Addresses | undefined} */
  let addresses
  /** @type {import('./backend/main.js').Backend | undefined} */
  let backend
  /** @param {import('./apps.mjs').App} app */
  const makeServer = async (app) => {
    const html = await readPage(join(folder, app))
    const page = () => addresses && backend && withConfig(html, app, addresses, backend)
    return createServer(
      serveApp(app, join(folder, app), page, (path) => routeOf(app, path, backend)),
    )
  }
  const servers = await Promise.all([makeServer('host'), makeServer('shop')])
  const close = async () => {
    await Promise.all(servers.map(closeServer))
    await backend?.close()
  }
  try {
    const [host, shop] = await Promise.all([
      listen(servers[0], hostPort, 'PORT'),
      listen(servers[1], shopPort, 'SHOP_PORT'),
    ])
    addresses = addressesOf(host, shop)
    backend = await startBuiltBackend(folder, addresses)
    return { ...addresses, backend, close }
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
 * @param {(path: string | undefined) => ReturnType<typeof routeOf>} route
 * @returns {import('node:http').RequestListener}
 */
function serveApp(app, folder, page, route) {
  const files = sirv(folder, { etag: true, maxAge: 31_536_000, immutable: true })
  const headers = securityHeaders(app)
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    // A name of somebody else that leads to this machine would give his page an origin here.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
      return end(response, 421, 'This server answers to 127.0.0.1 and localhost only')
    }
    const path = (request.url ?? '/').split('?', 1)[0]
    const take = route(path)
    if (take) return take(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return end(response, 405, 'Only GET and HEAD')
    }
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
