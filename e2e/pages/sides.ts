import type { BridgeError, HandlerContext, LateReply, RequestOptions } from '@drawbridge/core'
import { createHost, type Host, type MountedMiniapp, type MountOptions } from '@drawbridge/host'
import { createMiniapp, type Miniapp, type MiniappOptions } from '@drawbridge/miniapp'
import type { Stage } from './stage.js'

/** What a miniapp and a mounted miniapp have in common: the bridge is the same from both ends. */
export interface Side {
  readonly connected: Promise<unknown>
  request(type: string, payload: unknown, options?: RequestOptions): Promise<unknown>
  sendCustomEvent(type: string, payload: unknown): void
  onCustomEvent(
    type: string,
    handler: (payload: unknown, context: HandlerContext) => unknown,
    options?: { readonly observe?: boolean },
  ): () => void
  on(name: 'error', listener: (error: BridgeError) => void): () => void
  on(name: 'late-reply', listener: (reply: LateReply) => void): () => void
}

/** A host of this page, with the name that the specs know. */
export function testHost(options: Partial<Parameters<typeof createHost>[0]> = {}): Host {
  return createHost({ name: 'Test host', ...options })
}

/** Mounts the frame that plays `miniapp`. */
export function mountMiniapp(
  stage: Stage,
  host: Host,
  options: Partial<MountOptions> = {},
): MountedMiniapp {
  return host.mount(document.body, { url: stage.page('miniapp'), appId: 'shop', ...options })
}

/** The miniapp of this page, which knows the test's host. */
export function testMiniapp(stage: Stage, options: Partial<MiniappOptions> = {}): Miniapp {
  return createMiniapp({ appId: 'shop', hostOrigins: [stage.origins.host], ...options })
}
