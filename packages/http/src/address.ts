import { invalid } from './check.js'

/** Names of this machine; browsers treat them as secure as well. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

/**
 * `value` as an address that secrets may be sent to: HTTPS, or HTTP on this machine.
 *
 * @param field The option's name, for the message.
 * @throws {BridgeError} `INVALID_PAYLOAD`
 */
export function requireAddress(value: unknown, field: string): URL {
  // In a page a path alone means the page's own server.
  const base = (globalThis as { location?: { href: string } }).location?.href
  let url: URL
  try {
    url = new URL(value as string, base)
  } catch (cause) {
    throw invalid(field, 'is no address. Write it whole: https://example.com', cause)
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw invalid(field, 'must begin with https:// (http:// is for this machine only)')
  if (url.username || url.password)
    throw invalid(
      field,
      'must not hold a user or password: they would show up in logs. Use the options for credentials',
    )
  return url
}

/** `path` below `base`, whether or not `base` ends with a slash; a query of `base` is dropped. */
export function below(base: URL, path: string): URL {
  const url = new URL(base)
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '') + path
  return url
}
