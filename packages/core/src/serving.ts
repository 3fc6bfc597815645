import { type Contract, entryOf } from './contract.js'
import { reportLater } from './emitter.js'
import { BridgeError, isBridgeError } from './errors.js'
import type { Handler, HandlerContext, Handlers } from './handlers.js'
import { type Asker, createHeldRequests, type Held } from './held-requests.js'
import { encodeJson } from './json.js'
import { createLateEvents } from './late-events.js'
import type { Limits } from './limits.js'
import { inNextTurn } from './macrotask.js'
import { type Id, isName, type Params } from './messages.js'
import { createUnclaimed } from './unclaimed.js'

/** A request or an event that has come in, before its handler starts. */
export interface Incoming {
  readonly type: string
  readonly payload: unknown
  readonly key: string | undefined
  /** Aborts with a `BridgeError` as the reason: `CANCELLED` by the caller, `DISCONNECTED`, or the budget. */
  readonly signal: AbortSignal
  readonly progress: (value: unknown) => void
}

/** Starts the handler and gives the reply as JSON text; rejects with a `BridgeError` that may be sent. */
export type Run = (signal: AbortSignal, progress: (value: unknown) => void) => Promise<string>

export interface ServingOptions {
  readonly handlers: Handlers
  readonly contract?: Contract | undefined
  readonly limits: Limits
  /** Sends the text of what a handler threw to the other side: for development. */
  readonly exposeErrors?: boolean | undefined
  /** Whether the other side may use this type. */
  readonly allows?: ((type: string) => boolean) | undefined
  /** Comes between a request and its handler, to run keyed ones once. */
  readonly invoke?: ((incoming: Incoming, run: Run) => Promise<string>) | undefined
  /** What the face adds to the context of its handlers. */
  readonly context?: object | undefined
  error(error: BridgeError): void
}

export interface Serving {
  attach(asker: Asker): void
  /** Aborts what runs, but for keyed runs that `invoke` keeps; nothing is answered any more. */
  detach(reason: string): void
  /** The own handlers are there: what has none is refused from now on. */
  ready(): void
  event(params: Params): void
  request(id: Id, params: Params): void
  /** A request of another method than `event`, answered by `work`. */
  answer(id: Id, type: string, params: Params, work: (incoming: Incoming) => unknown): void
  refuse(id: Id, error: BridgeError): void
  /** Whether the other side has as many unanswered requests as it may have. */
  isFull(): boolean
  cancel(id: Id): void
}

/** Everything that the other side asks and tells: from a message to a handler and back. */
export function createServing(options: ServingOptions): Serving {
  const { handlers, contract } = options
  const held = createHeldRequests(options.limits, options.error)
  const unclaimed = createUnclaimed(handlers)
  const late = createLateEvents(contract, handlers, (handler, type, payload) =>
    runAlone(handler, payload, contextOf(eventOf(type, payload), false)),
  )
  let unheard: string[] = []
  let neverAborts: AbortSignal | undefined
  /** Set while a schema takes its time: later messages wait, so that the order holds. */
  let checking: Promise<void> | undefined

  /** What a handler threw, as the other side may see it. */
  function answerable(thrown: unknown, type: string): BridgeError {
    if (isBridgeError(thrown)) return thrown
    const data = { reference: Math.random().toString(36).slice(2, 10) }
    const text = `The handler of "${type}" failed (reference ${data.reference})`
    options.error(new BridgeError('HANDLER_FAILED', text, { data, cause: thrown }))
    const told = thrown instanceof Error ? thrown.message : String(thrown)
    return new BridgeError('HANDLER_FAILED', options.exposeErrors ? `${text}: ${told}` : text, {
      outcome: 'unknown',
      data,
    })
  }

  function contextOf(incoming: Incoming, expectsReply: boolean): HandlerContext {
    const { key, signal, progress } = incoming
    return { ...options.context, expectsReply, key, signal, progress }
  }

  function eventOf(type: string, payload: unknown): Incoming {
    neverAborts ??= new AbortController().signal
    return { type, payload, key: undefined, signal: neverAborts, progress: () => {} }
  }

  function observeAll(incoming: Incoming, expectsReply: boolean): boolean {
    const context = contextOf(incoming, expectsReply)
    return handlers.observe(incoming.type, (observer) =>
      runAlone(observer, incoming.payload, context),
    )
  }

  /** Whoever works for long may outlive the session; the next one may hold another request with the same id. */
  async function start(
    id: Id,
    entry: Held,
    incoming: Incoming,
    work: (incoming: Incoming) => unknown,
  ) {
    const run: Run = async (signal, progress) => {
      try {
        return encodeJson(await work({ ...incoming, signal, progress }), 'reply')
      } catch (thrown) {
        throw answerable(thrown, incoming.type)
      }
    }
    try {
      const { signal, progress } = incoming
      const result = await (options.invoke?.(incoming, run) ?? run(signal, progress))
      if (held.get(id) === entry) held.reply(id, result)
    } catch (thrown) {
      if (held.get(id) === entry) held.refuse(id, answerable(thrown, incoming.type))
    }
  }

  function incomingOf(id: Id, entry: Held, payload: unknown): Incoming {
    const { type, key, signal } = entry
    const progress = (value: unknown): void => {
      const text = encodeJson(value, 'progress')
      if (held.get(id) === entry) held.progress(id, text)
    }
    return { type, payload, key, signal, progress }
  }

  /** Checks the payload and goes on with it, in order even where the check takes its time. */
  function checked(
    type: string,
    payload: unknown,
    next: (payload: unknown) => void,
    failed: (error: BridgeError) => void,
  ): void {
    const step = (): Promise<void> | undefined => {
      try {
        const value = contract ? contract.check(type, 'payload', payload) : payload
        if (value instanceof Promise)
          return value.then(next).catch((thrown) => failed(answerable(thrown, type)))
        next(value)
      } catch (thrown) {
        failed(answerable(thrown, type))
      }
      return
    }
    const running = checking ? checking.then(step) : step()
    if (!running) return
    const tail: Promise<void> = running.then(() => {
      if (checking === tail) checking = undefined
    })
    checking = tail
  }

  function reportUnheard(): void {
    const types = unheard
    unheard = []
    const names = [...new Set(types)].map((type) => `"${type}"`).join(', ')
    const text = `${types.length} events had no handler: ${names}. Add one with onCustomEvent`
    options.error(new BridgeError('NO_HANDLER', text))
  }

  function hold(id: Id, type: string, params: Params): Held | undefined {
    return held.hold(id, type, params, { budget: entryOf(contract, type)?.budget })
  }

  return {
    attach(asker) {
      held.attach(asker)
      unclaimed.begin()
    },
    detach(reason) {
      unclaimed.end()
      late.clear()
      held.detach(new BridgeError('DISCONNECTED', `The session ended (${reason})`))
    },
    ready: unclaimed.ready,
    event({ type, payload }) {
      if (!isName(type)) return options.error(malformed('an event without a type'))
      if (options.allows?.(type) === false) return options.error(notAllowed(type))
      const next = (value: unknown): void => {
        const incoming = eventOf(type, value)
        const deliver = (handler: Handler): void =>
          runAlone(handler, value, contextOf(incoming, false))
        const giveUp = (): void => {
          // Not lost: it is kept for whoever comes.
          if (late.decides(type) && entryOf(contract, type)?.late !== 'none') return
          unheard.push(type)
          if (unheard.length === 1) inNextTurn(reportUnheard)
        }
        const isObserved = observeAll(incoming, false)
        if (!isObserved || handlers.find(type))
          unclaimed.dispatch({ type, deliver, giveUp }, !late.decides(type))
        late.keep(type, value)
      }
      checked(type, payload, next, options.error)
    },
    request(id, params) {
      const { type, payload } = params
      if (!isName(type)) return held.refuse(id, malformed('a request without a type'))
      const entry = hold(id, type, params)
      if (!entry) return
      if (options.allows?.(type) === false) return held.refuse(id, notAllowed(type))
      const next = (value: unknown): void => {
        // It may have been cancelled, or the session may have ended, while it waited.
        if (held.get(id) !== entry) return
        const incoming = incomingOf(id, entry, value)
        observeAll(incoming, true)
        unclaimed.dispatch({
          type,
          deliver(handler) {
            if (held.get(id) !== entry) return
            // It may have been revoked while the request waited.
            if (options.allows?.(type) === false) held.refuse(id, notAllowed(type))
            else void start(id, entry, incoming, (call) => handler(value, contextOf(call, true)))
          },
          giveUp() {
            const text = `Nothing handles "${type}" there. Add a handler with onCustomEvent`
            if (held.get(id) === entry) held.refuse(id, new BridgeError('NO_HANDLER', text))
          },
        })
      }
      checked(type, payload, next, (error) => {
        if (held.get(id) === entry) held.refuse(id, error)
      })
    },
    answer(id, type, params, work) {
      const entry = held.hold(id, type, params, { pastWindow: type === 'bridge/closing' })
      if (entry) void start(id, entry, incomingOf(id, entry, params), work)
    },
    refuse: held.refuse,
    isFull: held.isFull,
    cancel: held.cancel,
  }
}

/** Runs an event's listener: what it throws, now or later, is shown and hurts nobody else. */
function runAlone(listener: Handler, payload: unknown, context: HandlerContext): void {
  try {
    const result = listener(payload, context)
    if (result instanceof Promise) result.catch(reportLater)
  } catch (thrown) {
    reportLater(thrown)
  }
}

function malformed(what: string): BridgeError {
  return new BridgeError('INVALID_MESSAGE', `The other side sent ${what}`)
}

function notAllowed(type: string): BridgeError {
  return new BridgeError(
    'NOT_ALLOWED',
    `The host does not allow "${type}". Ask for it with requestCapabilities(["${type}"])`,
  )
}
