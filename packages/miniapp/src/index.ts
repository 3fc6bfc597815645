import type { ContractEntries, UntypedEntries } from '@drawbridge/core'
import { createMiniappWith } from './miniapp.js'
import { nativeConnector } from './native-connector.js'
import type { Miniapp, MiniappOptions } from './types.js'
import { webConnector } from './web-connector.js'

export * from './exports.js'

/**
 * The miniapp side of the bridge, for hosts that are web pages or native apps. Returns at once: handlers that are added
 * in the same turn hear the first message.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a missing appId.
 */
export function createMiniapp<E extends ContractEntries = UntypedEntries>(
  options: MiniappOptions<E>,
): Miniapp<E> {
  return createMiniappWith([webConnector, nativeConnector], options)
}
