import { BridgeError } from '@drawbridge/core'

// User names, backslashes and white space have no place in the address of a page that is loaded.
const beginning = /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9._~-]+|\[[0-9a-f:.]+\])(:\d+)?(?=$|[/?#])/i
const standardPorts: Readonly<Record<string, string>> = { http: ':80', https: ':443' }

/**
 * The origin of an address as a webview reports it, `'null'` where there is none. It needs no `URL`, which React
 * Native has in part only and which knows no origin for `miniapp://one`.
 */
export function originOfAddress(address: string): string {
  const [, scheme = '', host = '', port = ''] = beginning.exec(address) ?? []
  if (!host) return 'null'
  const name = scheme.toLowerCase()
  return `${name}://${host.toLowerCase()}${port === standardPorts[name] ? '' : port}`
}

/**
 * Tells the origins that may speak.
 *
 * @throws {BridgeError} `ORIGIN_NOT_ALLOWED` naming the entry that is no origin.
 */
export function readOrigins(list: readonly string[]): (origin: string) => boolean {
  for (const entry of list) {
    const origin = originOfAddress(entry)
    if (origin === entry && origin !== 'null') continue
    const remedy =
      origin === 'null'
        ? 'Write scheme, host and port, as "https://shop.example"'
        : `Write "${origin}"`
    throw new BridgeError(
      'ORIGIN_NOT_ALLOWED',
      `origins has "${entry}", which is no origin. ${remedy}`,
    )
  }
  if (list.length === 0)
    throw new BridgeError(
      'ORIGIN_NOT_ALLOWED',
      'origins is empty, so that no page could speak. List the origin of the miniapp',
    )
  return (origin) => list.includes(origin)
}
