import { BridgeError } from '@drawbridge/core/errors'
import {
  type Clock,
  decodeKey,
  decodeText,
  type Fetch,
  readBytes,
  systemClock,
} from '@drawbridge/http/server'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { type Bindings, createAdmin } from './admin.js'
import { type AppEventHandler, createAppEvents } from './app-events.js'
import { createBridge, type Direction } from './bridge.js'
import { checkConfig, checkListener, withDefaults } from './check-config.js'
import type {
  HostConfig,
  ListenerConfig,
  MiniappConfig,
  PartnershipConfig,
  PlatformConfig,
} from './config.js'
import { createDeliveries } from './deliveries.js'
import type { Log, LogEntry } from './log.js'
import { memoryStore } from './memory-store.js'
import { createOnce } from './once.js'
import type { RefusedRequest } from './pages.js'
import { createRateLimit } from './rate-limit.js'
import { isTooLarge, type Refusal } from './refusal.js'
import { createRegistry } from './registry.js'
import type { PlatformStore } from './store.js'
import { createUsers } from './users.js'

export interface PlatformOptions {
  /** @default memoryStore() */
  readonly store?: PlatformStore
  readonly log?: (entry: LogEntry) => void
  /** For the requests to receivers. */
  readonly fetch?: Fetch
  /** For tests. */
  readonly clock?: Clock
}

export interface Connection {
  /** The address of who asks; without it nobody is allowed by address. */
  readonly address?: string | undefined
}

/** The Event Bridge: `Request` in, `Response` out, on any server that speaks them. */
export interface Platform {
  fetch(request: Request, connection?: Connection): Promise<Response>
  /** Adds a miniapp, or replaces the one with the same id. */
  setMiniapp(config: MiniappConfig): void
  setHost(config: HostConfig): void
  setPartnership(config: PartnershipConfig): void
  /** Listens to an app event of one user. What the handler throws is logged, and nothing is repeated. */
  onAppEvent(listener: ListenerConfig, handler: AppEventHandler): () => void
  /** A token with which app events of this user can be sent. */
  createToken(userId: string): Promise<string>
  /** Takes nothing more, and resolves when what is on the way has arrived or was given up. */
  close(): Promise<void>
}

const EVENTS = '/plugins/appmixer/utils/appevents/events/:event'
const MAX_REFUSED = 50

type Ask = Context<{ Bindings: Bindings }>

/** @throws {BridgeError} `INVALID_PAYLOAD` that names the place in `config`. */
export function createPlatform(config: PlatformConfig, options: PlatformOptions = {}): Platform {
  checkConfig(config)
  const { store = memoryStore(), clock = systemClock } = options
  const { now } = clock
  const limits = withDefaults(config.limits)
  const log: Log = (entry) =>
    options.log?.({ time: new Date(now()).toISOString(), ...entry } as LogEntry)
  const onError = (error: unknown): void =>
    log({ level: 'error', event: 'error', path: '', message: String(error) })
  const registry = createRegistry(now)
  const deliveries = createDeliveries({
    store,
    log,
    clock,
    timeout: limits.receiverTimeout,
    answerBytes: limits.answerBytes,
    fetch: options.fetch,
    onError,
  })
  const once = createOnce(store, limits.keyTtl, onError)
  const { bodyBytes } = limits
  const bridge = createBridge({ registry, store, deliveries, once, log, bodyBytes })
  const users = createUsers(config.users ?? [], config.tokenSecret, now)
  const requests = createRateLimit(limits.requestsPerMinute, now)
  const signIns = createRateLimit(limits.signInsPerMinute, now)
  const closing = new AbortController()
  const underWay = new Set<Promise<Response>>()
  const refused: RefusedRequest[] = []
  const appEvents = createAppEvents({
    deliveries,
    once,
    clock,
    queued: limits.queuedEvents,
    closed: closing.signal,
    onError,
  })

  for (const miniapp of config.miniapps ?? []) registry.setMiniapp(miniapp)
  for (const host of config.hosts ?? []) registry.setHost(host)
  for (const partnership of config.partnerships ?? []) registry.setPartnership(partnership)
  for (const listener of config.listeners ?? []) appEvents.listenAt(listener)

  function note(context: Ask, code: string, reason: string): void {
    const { pathname: path } = new URL(context.req.url)
    const address = context.env.address ?? 'unknown'
    log({ level: 'warn', event: 'refused', path, address, code, reason })
    refused.unshift({ at: now(), path, address, code, reason })
    refused.length = Math.min(refused.length, MAX_REFUSED)
  }

  function refuse(context: Ask, { status, code, message, retryAfter }: Refusal): Response {
    if (retryAfter !== undefined)
      context.header('Retry-After', String(Math.ceil(retryAfter / 1_000)))
    return context.json({ error_code: code, error_message: message }, status)
  }

  function handleEvent(from: Direction) {
    return async (context: Ask): Promise<Response> => {
      const result = await bridge(from, context.req.raw, context.env.address)
      if ('reply' in result)
        return context.body(result.reply, 200, { 'Content-Type': 'application/json' })
      const { code, message } = result.refused
      if (code !== 'EVENT_DELIVERY_FAILED') note(context, code, result.reason ?? message)
      return refuse(context, result.refused)
    }
  }

  async function readJson(context: Ask): Promise<unknown> {
    try {
      return JSON.parse(decodeText(await readBytes(context.req.raw, bodyBytes)))
    } catch (error) {
      if (isTooLarge(error)) throw error
      return
    }
  }

  async function handleAppEvent(context: Ask): Promise<Response> {
    const user = await users.userOf(context.req.header('authorization') ?? null)
    if (user === undefined) {
      note(context, 'UNAUTHORIZED', 'the token is missing, wrong or over')
      return context.json({ message: 'The token is missing, wrong or over. Sign in again' }, 401)
    }
    const data = await readJson(context)
    if (data === undefined) return context.json({ message: 'The body must be JSON' }, 400)
    const header = context.req.header('idempotency-key')
    const key = header === undefined ? undefined : decodeKey(header)
    if (header !== undefined && key === undefined)
      return context.json({ message: 'Idempotency-Key must be a quoted text' }, 400)
    const [event, flowId] = [context.req.param('event') ?? '', context.req.query('flowId')]
    const answer =
      key === undefined
        ? appEvents.trigger(event, user, data, flowId).answer
        : await appEvents.triggerOnce(key, event, user, data, flowId)
    if (answer === undefined)
      return context.json({ message: 'This Idempotency-Key was used for another event' }, 422)
    return context.body(answer, 200, { 'Content-Type': 'application/json' })
  }

  async function handleSignIn(context: Ask): Promise<Response> {
    const wait = signIns.take(context.env.address ?? '')
    if (wait !== undefined) return refuse(context, tooMany(wait))
    const signedIn = await users.signIn(await readJson(context))
    if (signedIn) return context.json(signedIn)
    note(context, 'UNAUTHORIZED', 'the sign-in has no such user, or a wrong password')
    return context.json({ message: 'There is no such user, or the password is wrong' }, 403)
  }

  const app = new Hono<{ Bindings: Bindings }>()
  app.get('/health', (context) => {
    const isClosing = closing.signal.aborted
    return context.json({ status: isClosing ? 'closing' : 'ok' }, isClosing ? 503 : 200)
  })
  // A token is all that counts there, so any page may ask. It may read that it is to come later as well.
  app.use(EVENTS, cors({ origin: '*', allowMethods: ['POST'], exposeHeaders: ['Retry-After'] }))
  app.use(async (context, next) => {
    if (closing.signal.aborted)
      return refuse(context, {
        status: 503,
        code: 'HTTP_ERROR',
        message: 'The platform is closing. Repeat later',
        retryAfter: 1_000,
      })
    const wait = requests.take(context.env.address ?? '')
    return wait === undefined ? next() : refuse(context, tooMany(wait))
  })
  app.get('/', (context) => context.redirect('/deliveries'))
  app.route(
    '/deliveries',
    createAdmin({
      password: config.admin?.password,
      store,
      refused: () => refused,
      listeners: appEvents.listeners,
    }),
  )
  app.post('/api/v1/event-bridge/miniapp/', handleEvent('miniapp'))
  app.post('/api/v1/event-bridge/hostapp/', handleEvent('hostapp'))
  app.post('/user/auth', handleSignIn)
  app.post(EVENTS, handleAppEvent)
  app.notFound((context) => context.json({ message: 'There is nothing at this address' }, 404))
  app.onError((error, context) => {
    if (isTooLarge(error))
      return refuse(context, { status: 413, code: 'TOO_LARGE', message: error.message })
    const { pathname: path } = new URL(context.req.url)
    log({ level: 'error', event: 'error', path, message: String(error) })
    return context.json({ error_code: 'HANDLER_FAILED', error_message: 'The platform failed' }, 500)
  })

  return {
    async fetch(request, { address } = {}) {
      const response = Promise.resolve(app.fetch(request, { address }))
      underWay.add(response)
      return response.finally(() => underWay.delete(response))
    },
    setMiniapp: registry.setMiniapp,
    setHost: registry.setHost,
    setPartnership: registry.setPartnership,
    onAppEvent(listener, handler) {
      checkListener(listener, 'listener')
      return appEvents.listen(listener, handler)
    },
    createToken: users.createToken,
    async close() {
      if (!closing.signal.aborted) {
        log({ level: 'info', event: 'closing' })
        closing.abort(new BridgeError('CANCELLED', 'The platform is closing'))
      }
      await Promise.allSettled(underWay)
      await appEvents.drained()
      log({ level: 'info', event: 'closed' })
    },
  }
}

function tooMany(retryAfter: number): Refusal {
  const message = 'Too many requests from this address. Repeat later'
  return { status: 429, code: 'RATE_LIMITED', message, retryAfter }
}
