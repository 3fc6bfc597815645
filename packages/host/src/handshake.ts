import { BridgeError, createBudget } from '@drawbridge/core'
import { createLink, type Link } from '@drawbridge/core/link'
import { portTransport } from '@drawbridge/core/port'
import { type HostWord, isMarked, parseHello, speaks, windowMessage } from '@drawbridge/core/window'
import { type Frame, unheld } from './frame.js'

/**
 * What may be read in ten seconds: ten hellos. A message of another library that brings a port counts for a tenth, since
 * it has to be read to know.
 */
const BUDGET = 100
const BUDGET_MS = 10_000
const HELLO_COST = 10
const FOREIGN_COST = 1

export interface HandshakeEvents {
  /** Another document speaks in the frame: what was before is over. */
  newDocument(): void
  /** A hello was welcomed; its port has begun. */
  welcomed(link: Link, origin: string): void
  refused(error: BridgeError): void
}

export interface Handshake {
  /** A window message from the window that this frame holds now. */
  onMessage(event: MessageEvent): void
  knock(): void
  /** The frame is gone. */
  stop(): void
}

/**
 * The host's half of the web handshake, for one frame.
 *
 * 1. Nothing but what brings one port is read, and not more than ten hellos in ten seconds.
 * 2. An attempt is answered once: with a welcome to the origin it came from, or with a refusal.
 * 3. A hello is the word of a new document in the frame, so it ends what was with the old one.
 */
export function createHandshake(
  frame: Frame,
  messageBytes: number,
  events: HandshakeEvents,
): Handshake {
  const seen = new Set<string>()
  const budget = createBudget(BUDGET, BUDGET_MS)
  let reminder: ReturnType<typeof setTimeout> | undefined
  // Only a frame that was put into a sandbox here may be without an origin.
  const isOpaque = frame.token !== undefined

  function post(message: HostWord, origin: string): void {
    if (origin === 'null' && !isOpaque) return
    const target = origin === 'null' ? '*' : origin
    frame.iframe.contentWindow?.postMessage(windowMessage(message), target)
  }

  function knock(): void {
    frame.iframe.contentWindow?.postMessage(windowMessage({ kind: 'knock' }), '*')
  }

  /** Nobody says a hello again that was not heard: the frame is asked for one when there is room. */
  function knockLater(): void {
    reminder ??= setTimeout(() => {
      reminder = undefined
      knock()
    }, budget.roomInMs)
  }

  /** Why this hello gets no welcome. */
  function objection(origin: string, protocol: readonly [number, number], token?: string) {
    if (origin === 'null' ? !isOpaque || token !== frame.token : !frame.rule.matches(origin))
      return new BridgeError(
        'ORIGIN_NOT_ALLOWED',
        origin === 'null'
          ? 'A frame without an origin did not show the token of its launch'
          : `The miniapp speaks from ${origin}, which origins does not list. Add "${origin}" to mount if it is yours`,
      )
    if (!frame.isHeld(origin)) return new BridgeError('ORIGIN_NOT_ALLOWED', unheld(origin))
    if (speaks(protocol)) return
    const text = `The miniapp speaks protocols ${protocol[0]} to ${protocol[1]}`
    return new BridgeError('PROTOCOL_MISMATCH', `${text}. Update the older of the two sides`)
  }

  return {
    onMessage(event) {
      const { origin, ports } = event
      const [port] = ports
      // All of this before `event.data`, whose decoding a stranger could make expensive.
      if (!port || ports.length > 1) return
      if (budget.isSpent) return knockLater()
      const { data } = event
      const isOurs = isMarked(data)
      budget.spend(isOurs ? HELLO_COST : FOREIGN_COST)
      // Other libraries of the two pages have ports of their own.
      if (!isOurs) return
      const message = parseHello(data)
      if (!message || seen.has(message.attempt)) return port.close()
      const { attempt } = message
      seen.add(attempt)
      if (seen.size > 100) seen.delete(seen.values().next().value as string)
      const error = objection(origin, message.protocol, message.token)
      events.newDocument()
      if (error) {
        port.close()
        post({ kind: 'refuse', attempt, code: error.code }, origin)
        return events.refused(error)
      }
      post({ kind: 'welcome', attempt, protocol: 1 }, origin)
      events.welcomed(createLink(portTransport(port), { messageBytes }), origin)
    },
    knock,
    stop: () => clearTimeout(reminder),
  }
}
