import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Starts what stands behind the two apps, as it was built.
 *
 * @param {string} folder where the apps were built
 * @param {import('./addresses.mjs').Addresses} addresses
 * @returns {Promise<import('./backend/main.js').Backend>}
 */
export async function startBuiltBackend(folder, { shopUrl, sameSiteShopUrl }) {
  /** @type {typeof import('./backend/main.js')} */
  const { startBackend } = await import(pathToFileURL(join(folder, 'backend', 'main.mjs')).href)
  return startBackend({
    shopOrigins: [shopUrl, sameSiteShopUrl].map((url) => new URL(url).origin),
  })
}
