import { type BridgeContext, encodeJson } from '@drawbridge/core'

/** As it goes over the wire, and out of reach of the caller. @throws {BridgeError} `INVALID_PAYLOAD` for what is no JSON. */
export function plainContext(given: BridgeContext = {}): BridgeContext {
  return JSON.parse(encodeJson(given, 'context')) as BridgeContext
}
