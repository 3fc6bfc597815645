import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { isThisMachine } from './addresses.js'
import type { Platform } from './platform.js'

export { readConfig, type ServerConfig } from './read-config.js'

export interface ServeOptions {
  /** @default 8787; 0 takes a free one */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly hostname?: string
  /**
   * How many proxies of yours stand in front and write `X-Forwarded-For`. Each of them is trusted to have written its
   * entry; with 0 nobody is known by it, and who comes with it from this machine has no address. @default 0
   */
  readonly proxies?: number
  /** Milliseconds that `close` waits for what is on the way. @default 10_000 */
  readonly closeTimeout?: number
}

export interface Serving {
  readonly url: string
  readonly port: number
  /** Takes no new connections, lets what is on the way end, then closes. */
  close(): Promise<void>
}

/** A server of Node for a platform. */
export async function serve(platform: Platform, options: ServeOptions = {}): Promise<Serving> {
  const { port = 8787, hostname = '127.0.0.1', proxies = 0, closeTimeout = 10_000 } = options
  const server = createAdaptorServer({
    fetch: (request, { incoming }) =>
      platform.fetch(request, {
        address: addressOf(incoming.socket.remoteAddress, request.headers, proxies),
      }),
    // Whoever sends a body bit by bit holds no connection for long.
    serverOptions: { requestTimeout: 30_000, headersTimeout: 10_000 },
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, hostname, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port: taken } = server.address() as AddressInfo
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    const timer = new Promise<void>((resolve) => setTimeout(resolve, closeTimeout).unref())
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
    await Promise.race([platform.close(), timer])
    server.closeIdleConnections()
    await Promise.race([stopped, timer])
    server.closeAllConnections()
  }

  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}`,
    port: taken,
    close: () => (closing ??= close()),
  }
}

/** What proxies add to a request, one or another. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/** Undefined for who came through a proxy on this machine that did not say who it is: the machine's address is not theirs. */
function addressOf(
  socket: string | undefined,
  headers: Headers,
  proxies: number,
): string | undefined {
  // Each proxy adds whom it heard from at the end.
  const list = proxies > 0 ? headers.get('x-forwarded-for')?.split(',') : undefined
  const heard = list?.at(-proxies)?.trim()
  // An IPv4 address comes in this form where the server listens to both.
  const address = (heard || socket)?.replace(/^::ffff:(?=\d+\.)/, '')
  const isProxied = !heard && proxyHeaders.some((name) => headers.has(name))
  return isProxied && isThisMachine(address) ? undefined : address
}
