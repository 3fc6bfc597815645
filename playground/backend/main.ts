import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createEventBridgeRelay } from '@drawbridge/http/relay'
import type { SigningOptions } from '@drawbridge/http/signing'
import { createPlatform } from '@drawbridge/platform'
import { serve } from '@drawbridge/platform/node'
import { toNodeHandler } from '@drawbridge/webhooks/node'
import { identity } from '../identity.js'
import { type HostServer, startHostServer } from './host-server.js'

export interface BackendOptions {
  /** The origins of the shop's pages. */
  readonly shopOrigins: readonly string[]
}

export interface Backend {
  /** For the shop's own server: what its pages send goes on to the platform. */
  readonly relay: RequestListener
  /** The page of the platform on which a person sees what was delivered. */
  readonly deliveriesUrl: string
  readonly host: HostServer
  close(): Promise<void>
}

/**
 * Everything behind the two apps, on ports of its own: the shop's relay, the platform, the server of the host app. Their
 * secrets are made here and end here.
 */
export async function startBackend({ shopOrigins }: BackendOptions): Promise<Backend> {
  const sign: SigningOptions = { algorithm: 'HMAC', hash: 'SHA-256', key: randomUUID() }
  const secretKey = randomUUID()
  const host = await startHostServer({ ...identity, secretKey })
  const platform = createPlatform({
    miniapps: [{ appId: identity.appId, secretKey: randomUUID(), signing: sign }],
    hosts: [{ clientId: identity.clientId, secretKey, receiver: { url: host.url } }],
    partnerships: [identity],
  })
  const serving = await serve(platform, { port: 0 })
  const relay = createEventBridgeRelay({
    baseUrl: serving.url,
    sign,
    allowedOrigins: shopOrigins,
    // There is one buyer, who never signed in. A shop with accounts reads its session here.
    authenticate: () => ({ ...identity, user: 'buyer' }),
    // The page repeats what failed, and knows whether the buyer is still there.
    retry: { retries: 0 },
  })
  return {
    relay: toNodeHandler(relay),
    deliveriesUrl: `${serving.url}/deliveries`,
    host,
    async close() {
      await serving.close()
      await host.stop()
    },
  }
}
