import { makeRequest, type NodeRequest } from './node-request.js'
import { type NodeResponse, sendResponse } from './node-response.js'
import type { Receive } from './options.js'

/** What is needed of Express's `Request`. */
export interface ExpressRequest extends NodeRequest {
  /** Whole, where `url` lacks the path of the mount. */
  readonly originalUrl: string
  readonly body?: unknown
  /** Kept by some platforms beside the parsed body. */
  readonly rawBody?: unknown
}

/**
 * Serves a receiver or a router with Express 4 or 5. Mount it ahead of body parsers other than `express.raw()`.
 *
 * @example
 * ```ts
 * app.post('/hooks/github', toExpressHandler(receive))
 * ```
 */
export function toExpressHandler(
  receive: Receive,
): (
  request: ExpressRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void> {
  return async (incoming, outgoing, next) => {
    try {
      const made = makeRequest(incoming, {
        url: incoming.originalUrl,
        bytes: [incoming.rawBody, incoming.body].find((kept) => kept instanceof Uint8Array),
      })
      const answer = made instanceof Request ? await receive(made) : made
      await sendResponse(answer, incoming, outgoing)
    } catch (error) {
      next(error)
    }
  }
}
