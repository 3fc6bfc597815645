import {
  BridgeError,
  type Connection,
  encodeError,
  parseMessage,
  readMeta,
  type Session,
} from '@drawbridge/core'
import type { Link, LinkReceiver, Outgoing } from '@drawbridge/core/link'

/** So many keyed requests without an answer are remembered. */
const REMEMBERED = 1_000

/** A keyed request on its way. */
interface Posted {
  readonly name: string
  readonly outgoing: Outgoing
}

/**
 * Watches the sessions of one miniapp over all its paths. A keyed request that was posted on one and got no answer is
 * answered `OUTCOME_UNKNOWN` on another, where nobody knows whether it was done, unless both keep outcomes in one place.
 */
export function createPathGuard(): (session: Session, connection: Connection) => Connection {
  /** Where a request was posted, by method, type and key. */
  const unanswered = new Map<string, string>()

  function remember(name: string, place: string): void {
    unanswered.set(name, place)
    if (unanswered.size > REMEMBERED) unanswered.delete(unanswered.keys().next().value as string)
  }

  return (session, connection) => {
    const { link } = connection
    const place = session.outcomes.store ?? session.transport
    const posted = new Map<unknown, Posted>()
    let receiver: LinkReceiver | undefined

    function send(outgoing: Outgoing): void {
      const message = parseMessage(JSON.parse(outgoing.text))
      if (message?.method === undefined || message.id === undefined) return link.send(outgoing)
      const { id, method, params } = message
      const { key } = readMeta(params)
      if (key === undefined) return link.send(outgoing)
      const name = JSON.stringify([method, params.type, key])
      const before = unanswered.get(name)
      if (before === undefined || before === place) {
        posted.set(id, { name, outgoing })
        return link.send(outgoing)
      }
      const text = `"${params.type}" with this key was posted over ${before} and got no answer. Repeat it there`
      const error = encodeError(
        id,
        new BridgeError('OUTCOME_UNKNOWN', text, { outcome: 'unknown' }),
      )
      // Never in the turn of the call.
      queueMicrotask(() => receiver?.message(JSON.parse(error), error.length))
    }

    function listen(next: LinkReceiver): void {
      receiver = next
      link.listen({
        ...next,
        message(value, bytes) {
          const message = parseMessage(value)
          const answered = message && message.method === undefined && posted.get(message.id)
          if (answered) {
            posted.delete(message.id)
            // A link may answer by itself what got no answer; and that a later attempt did nothing says nothing of an earlier one.
            if (message.error?.outcome === 'unknown') remember(answered.name, place)
            else if (!message.error) unanswered.delete(answered.name)
          }
          next.message(value, bytes)
        },
        closed(reason) {
          // What had not left goes with the next session, whichever that is.
          for (const { name, outgoing } of posted.values())
            if (outgoing.n !== undefined) remember(name, place)
          next.closed(reason)
        },
      })
    }

    // Its getters stay what they are.
    const guarded: Link = Object.create(link, { send: { value: send }, listen: { value: listen } })
    return { ...connection, link: guarded }
  }
}
