import type { BridgeError, SearchFacts } from '@drawbridge/core'
import type { Status } from './types.js'

/** What a miniapp knows of its search for a host. */
export interface MiniappFacts {
  readonly appId: string
  readonly status: Status
  /** Milliseconds that the search for a host took, or takes so far. */
  readonly waited: number
  /** Why there is no host. */
  readonly error: BridgeError | undefined
  readonly searches: readonly (SearchFacts & {
    readonly name: string
    readonly isLikely: boolean
  })[]
}

/** Where `diagnose()` finds them, whichever copy of this package made the miniapp. */
export const factsKey: unique symbol = Symbol.for('drawbridge.facts') as never
