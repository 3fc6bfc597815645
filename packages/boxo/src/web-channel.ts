import { type OriginRule, originOf } from '@drawbridge/core/window'
import type { Channel, Hear } from './channel.js'
import { miniappEnvelope, readHostEnvelope } from './wire.js'

/** More listed origins than this are not tried one by one. */
const MAX_TARGETS = 8

export interface WebChannel extends Channel {
  /** The origin around this page, where the browser or a referrer tells it. */
  readonly parentOrigin: string | undefined
  close(): void
}

export function isFramed(): boolean {
  return typeof window === 'object' && window.parent !== window
}

/**
 * The page around this frame. Words are taken from the parent only, from an allowed origin only, and all from the
 * origin that spoke first; from then on nothing is said to another one.
 */
export function openWebChannel(allowed: OriginRule, hear: Hear): WebChannel {
  const known = [location.ancestorOrigins?.[0], originOf(document.referrer)].find(
    (origin) => origin !== undefined && origin !== 'null',
  )
  let pinned: string | undefined

  function targets(): readonly string[] {
    const one = pinned ?? known
    if (one !== undefined) return allowed.matches(one) ? [one] : []
    // What a stranger can learn from a first question is that somebody asks.
    return allowed.exact.length > 0 ? allowed.exact.slice(0, MAX_TARGETS) : ['*']
  }

  function onMessage(event: MessageEvent): void {
    const { source, origin } = event
    if (source !== window.parent || !allowed.matches(origin)) return
    if (pinned !== undefined && origin !== pinned) return
    const word = readHostEnvelope(event.data)
    if (!word) return
    pinned = origin
    hear(word)
  }

  window.addEventListener('message', onMessage)
  return {
    platform: 'web',
    parentOrigin: known,
    send(method, params) {
      for (const target of targets())
        window.parent.postMessage(miniappEnvelope(method, params), target)
    },
    has: () => undefined,
    close: () => window.removeEventListener('message', onMessage),
  }
}
