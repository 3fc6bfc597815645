import { BridgeError, type ConnectResult, PROTOCOL } from '@drawbridge/core'
import { memoryTransports } from '@drawbridge/core/memory'
import type { AdoptedMiniapp } from '@drawbridge/host'
import { createFakeSide, type FakeCore, type FakeSide, type FakeSideOptions } from './fake-side.js'

export interface FakeMiniappOptions extends FakeSideOptions {
  /** @default 'miniapp' */
  readonly appId?: string | undefined
  /** The origin that the host is told. @default 'https://miniapp.test' */
  readonly origin?: string | undefined
}

/** A miniapp as a script of the test. */
export interface FakeMiniapp extends FakeSide {
  /** Begins a session with a real host, as a new document would; resolves with the host's answer. */
  connect(app: Pick<AdoptedMiniapp, 'accept'>): Promise<ConnectResult>
  /** Resolves when the host has acknowledged the app event. */
  appEvent(event: string, data: unknown, key: string): Promise<unknown>
}

// Only a host honours keys, and the fake says no more than a real miniapp.
const FAKE_FEATURES = ['ack', 'alive', 'batch', 'cancel', 'progress', 'hostEvents']

/**
 * A miniapp that says what the test says, for tests of a real host.
 *
 * @example
 * ```ts
 * const miniapp = fakeMiniapp()
 * await miniapp.connect(host.adopt({ appId: 'shop' }))
 * await miniapp.request('checkout_started', { id: '1' }, { key: '1' })
 * ```
 */
export function fakeMiniapp(options: FakeMiniappOptions = {}): FakeMiniapp {
  return createFakeMiniapp(options).miniapp
}

/** @internal */
export function createFakeMiniapp(options: FakeMiniappOptions): {
  miniapp: FakeMiniapp
  core: FakeCore
} {
  const { appId = 'miniapp', origin = 'https://miniapp.test', protocol = PROTOCOL } = options
  const features = options.features ?? FAKE_FEATURES
  const core = createFakeSide({ ...options, features }, () => {
    throw new BridgeError('UNSUPPORTED', 'A miniapp takes no connections')
  })
  const miniapp: FakeMiniapp = {
    ...core.side,
    async connect(app) {
      const [mine, theirs] = memoryTransports()
      core.begin(mine)
      app.accept(theirs, origin)
      const params = { protocol, app: { id: appId }, sdk: 'drawbridge-fake', features }
      return (await core.ask('bridge/connect', params, 0)) as ConnectResult
    },
    appEvent: (event, data, key) => core.ask('appEvent', { event, data, _meta: { key } }),
  }
  return { core, miniapp }
}
