import { makeRequest, type NodeRequest } from './node-request.js'
import { type NodeResponse, sendResponse } from './node-response.js'
import type { Receive } from './options.js'

export type { NodeRequest } from './node-request.js'
export type { NodeResponse } from './node-response.js'

/**
 * Serves a receiver or a router with Node's `http`, `https` or `http2`.
 *
 * @example
 * ```ts
 * createServer(toNodeHandler(receive)).listen(3000)
 * ```
 */
export function toNodeHandler(
  receive: Receive,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const made = makeRequest(incoming)
    const answer = made instanceof Request ? await receive(made) : made
    await sendResponse(answer, incoming, outgoing)
  }
}
