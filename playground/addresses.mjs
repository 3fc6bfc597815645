import { EVENTS_PATH, SERVER_PATH } from './routes.mjs'

/**
 * Where the two apps are. The shop has two addresses: a page at 127.0.0.1 frames `localhost` as another site, in a
 * process of its own, and `127.0.0.1` as another origin of the same site, in the same process.
 *
 * @typedef {object} Addresses
 * @property {string} hostUrl
 * @property {string} shopUrl cross-site for the host page
 * @property {string} sameSiteShopUrl
 */

/**
 * @param {number} hostPort
 * @param {number} shopPort
 * @returns {Addresses}
 */
export function addressesOf(hostPort, shopPort) {
  return {
    hostUrl: `http://127.0.0.1:${hostPort}/`,
    shopUrl: `http://localhost:${shopPort}/`,
    sameSiteShopUrl: `http://127.0.0.1:${shopPort}/`,
  }
}

/**
 * What each page is told, as JSON in a block of its HTML.
 *
 * @param {import('./apps.mjs').App} app
 * @param {Addresses} addresses
 * @param {import('./backend/main.js').Backend} backend
 */
function configOf(app, { hostUrl, shopUrl, sameSiteShopUrl }, { deliveriesUrl, host }) {
  if (app === 'host') {
    const server = { path: SERVER_PATH, isUp: host.isUp, deliveriesUrl }
    return { shopUrl, sameSiteShopUrl, server }
  }
  const { port } = new URL(hostUrl)
  const hostOrigins = [new URL(hostUrl).origin, `http://localhost:${port}`]
  return { hostUrl, hostOrigins, eventsPath: EVENTS_PATH }
}

/**
 * @param {string} html
 * @param {import('./apps.mjs').App} app
 * @param {Addresses} addresses
 * @param {import('./backend/main.js').Backend} backend
 */
export function withConfig(html, app, addresses, backend) {
  // `<` is escaped so that no address can end the block.
  const json = JSON.stringify(configOf(app, addresses, backend)).replaceAll('<', '\\u003c')
  const block = `<script type="application/json" id="config">${json}</script>`
  return html.replace('<!--config-->', () => block)
}
