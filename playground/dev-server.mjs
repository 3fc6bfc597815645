import { createServer } from 'vite'
import { addressesOf, withConfig } from './addresses.mjs'
import { apps, viteConfig } from './apps.mjs'

/**
 * Serves both apps from their sources and reloads them on a change. Without the security headers: Vite's own client
 * puts styles into the page.
 *
 * @param {import('./server.mjs').PlaygroundOptions} [options]
 * @returns {Promise<import('./server.mjs').Playground>}
 */
export async function startDevServer({ hostPort = 5173, shopPort = 5174 } = {}) {
  /** @type {import('./addresses.mjs').Addresses | undefined} */
  let addresses
  const wanted = { host: hostPort, shop: shopPort }
  const servers = await Promise.all(
    apps.map((app) =>
      createServer({
        ...viteConfig(app),
        server: { host: '127.0.0.1', port: wanted[app], cors: false },
        plugins: [
          {
            name: 'playground-config',
            transformIndexHtml: (html) => (addresses ? withConfig(html, app, addresses) : html),
          },
        ],
      }),
    ),
  )
  await Promise.all(servers.map((server) => server.listen()))
  const [host, shop] = servers.map(portOf)
  addresses = addressesOf(host ?? 0, shop ?? 0)
  return {
    ...addresses,
    close: async () => void (await Promise.all(servers.map((s) => s.close()))),
  }
}

/** @param {import('vite').ViteDevServer} server */
function portOf(server) {
  const address = server.httpServer?.address()
  return address && typeof address === 'object' ? address.port : 0
}
