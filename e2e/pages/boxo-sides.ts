import type { AppboxoSDK } from '@appboxo/js-sdk'
import { boxo } from '@drawbridge/boxo'
import dropIn from '@drawbridge/boxo/js-sdk'
import { load } from './published.js'
import { testMiniapp } from './sides.js'
import type { Stage } from './stage.js'

/** A page that runs the published host SDK, around a frame that plays `miniapp`. */
export async function publishedHost(stage: Stage, more: object = {}, role = 'miniapp') {
  const WebSdk = await load('web-sdk')
  const sdk = new WebSdk({
    appId: 'shop',
    clientId: 'super-app',
    locale: 'de',
    theme: 'dark',
    allowedOrigins: [stage.origins.miniapp],
    ...more,
  })
  const frame = document.createElement('iframe')
  sdk.setIframe(frame)
  sdk.initialize()
  frame.src = stage.page(role)
  document.body.append(frame)
  return { sdk, frame }
}

/** The untyped half of the published SDK: what it sends is not limited to what its types name. */
export type Raw = { sendPromise(method: string, params?: object): Promise<unknown> } & {
  send(method: string, params?: object): void
  subscribe(listener: (event: { detail: unknown }) => void): void
}

export async function publishedMiniapp(): Promise<AppboxoSDK & Raw> {
  return (await load('js-sdk')) as AppboxoSDK & Raw
}

/** How a call of an SDK ended. The published one rejects with what is no error. */
export async function settled(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (reply) => ({ reply }),
    (error: Record<string, unknown>) => ({
      error: error instanceof Error ? { ...readable(error), isError: true } : error,
    }),
  )
}

function readable(error: Error): Record<string, unknown> {
  const { code, error_type, error_data, status } = error as Error & Record<string, unknown>
  return { code, message: error.message, error_type, error_data, status }
}

/** Who asks in a miniapp: the published SDK, the drop-in for it, or `boxo()`. */
export const kinds = ['published', 'drop-in', 'connector'] as const
type Kind = (typeof kinds)[number]

/** Asks with a custom event, in the page of one kind. */
export async function asker(
  stage: Stage,
  kind: Kind,
): Promise<(type: string, payload?: unknown) => Promise<unknown>> {
  if (kind === 'connector') {
    const miniapp = testMiniapp(stage, { connectors: [boxo()] })
    return (type, payload = null) => miniapp.request(type, payload)
  }
  const sdk: Raw = kind === 'drop-in' ? (dropIn as unknown as Raw) : await publishedMiniapp()
  return (type, payload) => sdk.sendPromise('AppBoxoWebAppCustomEvent', { type, payload })
}
