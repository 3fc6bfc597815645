import { asRecord, createId, defaultLimits, isName, type Session } from '@drawbridge/core'
import { originRule } from '@drawbridge/core/window'
import type { Connector, ConnectorEvents, ConnectorOptions, Search } from '@drawbridge/miniapp'
import type { Channel } from './channel.js'
import { createCorrelation } from './correlation.js'
import { isErrorBody } from './errors.js'
import { boxoMethods } from './methods.js'
import { createMiniappLink, type MiniappLink } from './miniapp-link.js'
import { findNativeChannel, hearNative } from './native-channel.js'
import { isFramed, openWebChannel, type WebChannel } from './web-channel.js'
import { type Body, CUSTOM_EVENT, type HostWord, INIT_DATA, methodsIn } from './wire.js'

/** A Drawbridge host that is there as well has so long to say its welcome. */
const DRAWBRIDGE_MS = 300
/** A Boxo host says nothing by itself, and does not hear what is said before it listens. */
const ASK_MS = 250
const ASK_MS_MAX = 5_000
const ASKED_MAX = 15

const FEATURES = ['hostEvents']

/** What every Boxo host has, where it does not say what it has. */
const LEAST = [INIT_DATA, CUSTOM_EVENT]

/**
 * Finds Boxo hosts: web pages that run `@appboxo/web-sdk`, and native apps with the Boxo SDK.
 *
 * It asks for the host's InitData until there is an answer, and makes the session from it. In a frame the answer has to
 * come from the parent and from an origin in `hostOrigins`. A Drawbridge host that answers within 300 ms goes first.
 */
export function boxo(): Connector {
  return {
    name: 'boxo',
    isLikely: () => isFramed() || findNativeChannel() !== undefined,
    search: (options, events) =>
      typeof window === 'object' ? searchHost(options, events) : { retry() {}, stop() {} },
  }
}

function searchHost({ hostOrigins }: ConnectorOptions, events: ConnectorEvents): Search {
  const correlation = createCorrelation()
  let web: WebChannel | undefined
  let link: MiniappLink | undefined
  let isAnswered = false
  let isStopped = false
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let body: Body = {}

  function hear(word: HostWord): void {
    if (!correlation.settle(word)) link?.hear(word)
  }

  function ask(): void {
    const channel = findNativeChannel() ?? web
    if (isAnswered || isStopped) return
    if (channel)
      correlation.ask(channel, INIT_DATA, {}, (data) => {
        if (isAnswered || isStopped) return
        clearTimeout(timer)
        // A host of both kinds says so where the document speaks Drawbridge already.
        if (isErrorBody(data)) return
        isAnswered = true
        body = data
        timer = setTimeout(() => begin(channel), DRAWBRIDGE_MS)
      })
    // Not for ever: most pages have no Boxo host around them.
    if (++asked < ASKED_MAX) timer = setTimeout(ask, Math.min(ASK_MS * 2 ** asked, ASK_MS_MAX))
  }

  function begin(channel: Channel): void {
    const methods = methodsOf(channel, body)
    link = createMiniappLink(channel, correlation, methods)
    const connection = { link, features: FEATURES, limits: defaultLimits }
    events.connected(sessionOf(channel, link, body, methods), connection, contextOf(body))
  }

  if (isFramed() && hostOrigins && hostOrigins.length > 0)
    web = openWebChannel(originRule(hostOrigins, 'hostOrigins'), hear)
  const unhear = hearNative(hear)
  ask()

  return {
    retry() {
      isAnswered = false
      asked = 0
      clearTimeout(timer)
      ask()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      unhear()
      web?.close()
      link?.close('closed')
    },
    facts: () => ({ hostOrigins, parentOrigin: web?.parentOrigin }),
  }
}

/** What the host has: by its word, and where it says nothing of it by the way itself. */
function methodsOf({ platform, has }: Channel, initData: Body): ReadonlySet<string> {
  const told = methodsIn(initData)
  const names = platform === 'web' ? LEAST : Object.keys(boxoMethods)
  return new Set((told.length > 0 ? told : names).filter((name) => has(name) !== false))
}

function sessionOf(
  { platform }: Channel,
  { transport }: MiniappLink,
  { client_id: client }: Body,
  methods: ReadonlySet<string>,
): Session {
  return {
    id: createId(),
    transport,
    host: { name: isName(client) ? client : 'Boxo', platform },
    features: FEATURES,
    capabilities: [...methods],
    limits: defaultLimits,
    outcomes: { ttl: 0, durable: false },
  }
}

/** The whole InitData under `boxo`, and what has the same meaning everywhere under its usual name. */
function contextOf(body: Body): Body {
  const { data, language, payload } = body
  const { locale = language, theme } = asRecord(data)
  return {
    ...(isName(locale) && { locale }),
    ...(isName(theme) && { theme }),
    ...(payload !== undefined && { launch: payload }),
    boxo: body,
  }
}
