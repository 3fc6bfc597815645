import type { Contract, ContractEntries, UntypedEntries } from '@drawbridge/core'
import {
  type AdoptedMiniapp,
  type AdoptOptions,
  createHost,
  type Host,
  type HostOptions,
} from '@drawbridge/host'
import { createMiniapp, type Miniapp, type MiniappOptions } from '@drawbridge/miniapp'
import type { FaultPlan } from './fault-plan.js'
import { createFaults, type Faults } from './faults.js'
import { memoryConnector } from './memory-connector.js'

export interface LinkedPairOptions<E extends ContractEntries = UntypedEntries> {
  /** The events of both sides. */
  readonly contract?: Contract<E> | undefined
  readonly miniapp?: Partial<Omit<MiniappOptions<E>, 'contract' | 'connectors'>> | undefined
  readonly host?: Partial<Omit<HostOptions<E>, 'contract'>> | undefined
  /** How the host takes the miniapp: partition, context … */
  readonly app?: Partial<Omit<AdoptOptions, 'appId'>> | undefined
  /** The origin that the host sees. @default 'https://miniapp.test' */
  readonly origin?: string | undefined
  readonly faults?: FaultPlan | undefined
}

export interface LinkedPair<E extends ContractEntries = UntypedEntries> {
  /** The miniapp of the current document: `reload()` makes another. */
  readonly miniapp: Miniapp<E>
  readonly host: Host<E>
  /** The host's handle of the miniapp. */
  readonly app: AdoptedMiniapp<E>
  /** The wire between them: what crossed, and what goes wrong. */
  readonly faults: Faults
  /** Another document of the miniapp takes the place of this one; handlers have to be added to it. */
  reload(): Miniapp<E>
  /** Ends everything. May be called twice. */
  close(): void
}

/**
 * A real miniapp and a real host in one realm, joined over memory. After an end of the session that is not
 * final they find each other again, as on the web.
 *
 * @example
 * ```ts
 * const { miniapp, host, close } = linkedPair()
 * host.onCustomEvent('add', ([a, b]) => a + b)
 * await miniapp.request('add', [1, 2]) // 3
 * close()
 * ```
 */
export function linkedPair<E extends ContractEntries = UntypedEntries>(
  options: LinkedPairOptions<E> = {},
): LinkedPair<E> {
  const { contract, origin = 'https://miniapp.test' } = options
  const appId = options.miniapp?.appId ?? 'miniapp'
  const host = createHost<E>({ name: 'Test host', ...options.host, contract })
  const app = host.adopt({ ...options.app, appId })
  const faults = createFaults(options.faults)

  function open(): Miniapp<E> {
    const connector = memoryConnector(
      (theirs) => app.accept(theirs, origin),
      (pair) => faults.wrap(pair),
    )
    return createMiniapp<E>({ ...options.miniapp, appId, contract, connectors: [connector] })
  }
  let miniapp = open()

  return {
    get miniapp() {
      return miniapp
    },
    host,
    app,
    faults,
    reload() {
      miniapp.close()
      miniapp = open()
      return miniapp
    },
    close() {
      miniapp.close()
      host.close()
    },
  }
}
