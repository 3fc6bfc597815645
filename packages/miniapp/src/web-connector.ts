import type {
  Connector,
  ConnectorEvents,
  ConnectorOptions,
  Search,
  SearchFacts,
} from '@drawbridge/core'
import { askToConnect, BridgeError, createId, PROTOCOL } from '@drawbridge/core'
import { createLink } from '@drawbridge/core/link'
import { portTransport } from '@drawbridge/core/port'
import { originOf, originRule, parseHostWord, windowMessage } from '@drawbridge/core/window'
import { claimDocument, releaseDocument } from './claim.js'

/** More hellos than this at once would only tell strangers that a miniapp is here. */
const MAX_HELLOS = 8

/** Finds the web page that frames this document. */
export const webConnector: Connector = {
  name: 'web',
  isLikely: () => isFramed(),
  search(options, events) {
    if (!isFramed()) return { retry() {}, stop() {} }
    return searchParent(options, events)
  },
}

function isFramed(): boolean {
  return typeof window === 'object' && window.parent !== window
}

/**
 * The miniapp's half of the web handshake.
 *
 * 1. Each attempt has an id of its own, and a new channel for each hello: the browser drops a hello
 *    whose target origin is wrong, together with its port.
 * 2. A knock from the parent starts a new attempt while there is no session. Nobody polls.
 * 3. A port stays unstarted until the parent, with a listed origin, welcomes the newest attempt. It is
 *    the port whose hello was addressed to that origin, and the welcome names the protocol.
 */
function searchParent({ app, hostOrigins }: ConnectorOptions, events: ConnectorEvents): Search {
  const parentOrigin = usable(location.ancestorOrigins?.[0])
  const referrer = usable(originOf(document.referrer))
  const helloTo = new Set<string>()
  const knockedBy = new Set<string>()
  let refusal: string | undefined
  const facts = (): SearchFacts => ({
    hostOrigins,
    parentOrigin: parentOrigin ?? referrer,
    helloTo: [...helloTo],
    knockedBy: [...knockedBy],
    refusal,
  })

  if (!hostOrigins || hostOrigins.length === 0)
    return fail(
      'ORIGIN_NOT_ALLOWED',
      `hostOrigins is missing. Add hostOrigins: ["${parentOrigin ?? referrer ?? 'https://host.example'}"]`,
    )
  const allowed = originRule(hostOrigins, 'hostOrigins')
  if (parentOrigin && !allowed.matches(parentOrigin))
    return fail('ORIGIN_NOT_ALLOWED', unlisted(parentOrigin))

  const me = {}
  if (!claimDocument(me))
    return fail(
      'ALREADY_CONNECTED',
      'This document has a miniapp already. Share it, or close it first',
    )

  const document_ = createId()
  const token = /[#&]drawbridge=([\w-]{1,64})/.exec(location.hash)?.[1]
  let attempt = ''
  let ports = new Map<string, MessagePort>()
  let isConnected = false

  function closePorts(): void {
    for (const port of ports.values()) port.close()
    ports = new Map()
  }

  /** Where a hello may go. A referrer or a knock only chooses among the listed origins. */
  function targets(knocked?: string): readonly string[] {
    const known = [parentOrigin, knocked, referrer].find(
      (origin) => origin !== undefined && allowed.matches(origin),
    )
    return known ? [known] : allowed.exact.slice(0, MAX_HELLOS)
  }

  function hello(knocked?: string): void {
    closePorts()
    attempt = createId()
    const message = windowMessage({
      kind: 'hello',
      attempt,
      protocol: [PROTOCOL, PROTOCOL],
      document: document_,
      app: app.id,
      ...(token !== undefined && { token }),
    })
    for (const target of targets(knocked)) {
      const { port1, port2 } = new MessageChannel()
      ports.set(target, port1)
      helloTo.add(target)
      window.parent.postMessage(message, target, [port2])
    }
  }

  function welcome(origin: string): void {
    const port = ports.get(origin)
    if (!port) return
    ports.delete(origin)
    closePorts()
    isConnected = true
    const link = createLink(portTransport(port))
    askToConnect(link, app, {
      connected: events.connected,
      failed(error) {
        isConnected = false
        events.failed(error, error.code === 'PROTOCOL_MISMATCH')
      },
    })
  }

  function onMessage(event: MessageEvent): void {
    if (event.source !== window.parent || isConnected) return
    const { origin } = event
    const isListed = allowed.matches(origin)
    // Of a stranger only a knock is of interest: it tells that this is a host, and not just any page.
    const message = parseHostWord(event.data)
    if (message?.kind === 'knock' && knockedBy.size < MAX_HELLOS) knockedBy.add(origin)
    if (!isListed) {
      if (message?.kind === 'knock')
        events.failed(new BridgeError('ORIGIN_NOT_ALLOWED', unlisted(origin)), false)
      return
    }
    if (message?.kind === 'knock') return hello(origin)
    if (message?.attempt !== attempt) return
    if (message.kind === 'welcome' && message.protocol === PROTOCOL) return welcome(origin)
    closePorts()
    refusal = message.kind === 'refuse' ? message.code : 'PROTOCOL_MISMATCH'
    const text = `The host at ${origin} refused this miniapp. diagnose() says more`
    events.failed(new BridgeError(refusal, text), refusal !== 'RATE_LIMITED')
  }

  function fail(code: string, text: string): Search {
    // After createMiniapp has returned, so that its listeners hear of it.
    let isStopped = false
    refusal = code
    queueMicrotask(() => {
      if (!isStopped) events.failed(new BridgeError(code, text), true)
    })
    return {
      retry() {},
      stop() {
        isStopped = true
      },
      facts,
    }
  }

  window.addEventListener('message', onMessage)
  hello()
  return {
    retry() {
      isConnected = false
      hello()
    },
    stop() {
      window.removeEventListener('message', onMessage)
      closePorts()
      releaseDocument(me)
    },
    facts,
  }
}

function usable(origin: string | undefined): string | undefined {
  return origin === 'null' ? undefined : origin
}

function unlisted(origin: string): string {
  if (!/^https?:/.test(origin))
    return `The page around this one has no origin (${origin}), so that it can be no host. Serve it over https or http`
  return `The page around this one is ${origin}. Add "${origin}" to hostOrigins if it is your host`
}
