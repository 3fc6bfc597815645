import type { LinkReceiver, Outgoing } from './link.js'
import { type Message, parseMessage } from './messages.js'

/**
 * Reads what the peer says through a link whose other side acknowledges nothing: a request stays "sent", and whatever else has
 * left is done with.
 */
export function readUnacknowledged(
  outgoing: Outgoing,
  receiver: LinkReceiver | undefined,
): Message | undefined {
  receiver?.sent?.(outgoing.text)
  const message = parseMessage(JSON.parse(outgoing.text))
  if (!message) return
  outgoing.n = message.method === undefined || message.id === undefined ? 0 : 1
  receiver?.acked?.()
  return message
}
