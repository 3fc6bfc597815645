import { createServer } from 'vite'
import { addressesOf, withConfig } from './addresses.mjs'
import { apps, defaultFolder, viteConfig } from './apps.mjs'
import { buildBackend } from './build.mjs'
import { startBuiltBackend } from './load-backend.mjs'
import { routeOf } from './routes.mjs'

/**
 * Serves both apps from their sources and reloads them on a change; the backend is built once. Without the security
 * headers: Vite's own client puts styles into the page.
 *
 * @param {import('./server.mjs').PlaygroundOptions} [options]
 * @returns {Promise<import('./server.mjs').Playground>}
 */
export async function startDevServer({ hostPort = 5173, shopPort = 5174 } = {}) {
  /** @type {import('./addresses.mjs').Addresses | undefined} */
  let addresses
  /** @type {import('./backend/main.js').Backend | undefined} */
  let backend
  const wanted = { host: hostPort, shop: shopPort }
  const servers = await Promise.all(
    apps.map((app) =>
      createServer({
        ...viteConfig(app),
        server: { host: '127.0.0.1', port: wanted[app], cors: false },
        plugins: [
          {
            name: 'playground-config',
            transformIndexHtml: (html) =>
              addresses && backend ? withConfig(html, app, addresses, backend) : html,
            configureServer({ middlewares }) {
              middlewares.use((request, response, next) => {
                const take = routeOf(app, request.url, backend)
                if (take) return take(request, response)
                next()
              })
            },
          },
        ],
      }),
    ),
  )
  await Promise.all([buildBackend(), ...servers.map((server) => server.listen())])
  const [host, shop] = servers.map(portOf)
  addresses = addressesOf(host ?? 0, shop ?? 0)
  const started = await startBuiltBackend(defaultFolder, addresses)
  backend = started
  return {
    ...addresses,
    backend,
    async close() {
      await Promise.all(servers.map((server) => server.close()))
      await started.close()
    },
  }
}

/** @param {import('vite').ViteDevServer} server */
function portOf(server) {
  const address = server.httpServer?.address()
  return address && typeof address === 'object' ? address.port : 0
}
