import { BridgeError, FEATURES, type Limits, PROTOCOL } from '@drawbridge/core'
import type { Connector } from '@drawbridge/miniapp'
import { createFakeSide, type FakeCore, type FakeSide, type FakeSideOptions } from './fake-side.js'
import { memoryConnector } from './memory-connector.js'

export interface FakeHostOptions extends FakeSideOptions {
  readonly name?: string | undefined
  readonly context?: { readonly [name: string]: unknown } | undefined
  /** @default ['*'] */
  readonly capabilities?: readonly string[] | undefined
  readonly limits?: Partial<Limits> | undefined
  /** Refuses to connect with an error of this code. */
  readonly refuse?: string | undefined
}

/** A host as a script of the test. */
export interface FakeHost extends FakeSide {
  /** For `createMiniapp({ connectors: [host.connector] })`. */
  readonly connector: Connector
}

/**
 * A host that answers as the test says, for tests of a real miniapp.
 *
 * @example
 * ```ts
 * const host = fakeHost()
 * host.answer('checkout_started', () => ({ paid: true }))
 * const miniapp = createMiniapp({ appId: 'shop', connectors: [host.connector] })
 * ```
 */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  return createFakeHost(options).host
}

/** @internal */
export function createFakeHost(options: FakeHostOptions): { host: FakeHost; core: FakeCore } {
  const { protocol = PROTOCOL, refuse, name = 'Fake host', limits = {}, context = {} } = options
  let sessions = 0
  const core = createFakeSide(options, (params) => {
    if (refuse !== undefined) throw new BridgeError(refuse, 'The fake host refuses')
    if (params.protocol !== protocol)
      throw new BridgeError('PROTOCOL_MISMATCH', `The fake host speaks protocol ${protocol}`)
    return {
      session: `fake-${++sessions}`,
      host: { name, platform: 'fake' },
      features: options.features ?? FEATURES,
      capabilities: options.capabilities ?? ['*'],
      limits,
      outcomes: { ttl: 86_400_000, durable: false },
      context,
    }
  })
  return { core, host: { ...core.side, connector: memoryConnector(core.begin) } }
}
