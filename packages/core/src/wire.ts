import type { Contract } from './contract.js'
import type { Off } from './emitter.js'

/**
 * Hears each message as it crosses: `in` as parsed JSON, `out` as text; `end` when a session is over.
 */
export type WireListener = (direction: 'in' | 'out' | 'end', message?: unknown) => void

/** What `tap()` reads of one side. */
export interface Wire {
  readonly contract: Contract | undefined
  watch(listener: WireListener): Off
}

/** Where `tap()` finds it, whichever copy of this package made the side. */
export const wireKey: unique symbol = Symbol.for('drawbridge.wire') as never
