/** Where the shop's server takes events of its pages, on the shop's own origin. */
export const EVENTS_PATH = '/events'

/** Where the host page starts and stops the server of its app. */
export const SERVER_PATH = '/server'

/**
 * What the server of an app does beside giving files, if the request is for it.
 *
 * @param {import('./apps.mjs').App} app
 * @param {string | undefined} path
 * @param {import('./backend/main.js').Backend | undefined} backend
 * @returns {import('node:http').RequestListener | undefined}
 */
export function routeOf(app, path, backend) {
  if (app === 'shop' && path === EVENTS_PATH) return backend?.relay
  if (app === 'host' && path === SERVER_PATH) return backend && serverSwitch(backend.host)
  return
}

/**
 * A fault that a tester wants to see, on the real way: once stopped, nothing listens where that server was. Pages of
 * another origin can send neither of the two methods.
 *
 * @param {import('./backend/host-server.js').HostServer} server
 * @returns {import('node:http').RequestListener}
 */
function serverSwitch(server) {
  /** @type {Record<string, () => Promise<void>>} */
  const changes = { PUT: server.start, DELETE: server.stop }
  return ({ method = '' }, response) => {
    const change = changes[method]
    if (!change) return response.writeHead(405, { Allow: 'PUT, DELETE' }).end()
    change().then(
      () => response.writeHead(204).end(),
      () => response.writeHead(500).end(),
    )
  }
}
