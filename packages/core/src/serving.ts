import { type Contract, entryOf } from './contract.js'
import { reportLater } from './emitter.js'
import { BridgeError, isBridgeError } from './errors.js'
import type { Handler, HandlerContext, Handlers } from './handlers.js'
import { type Asker, createHeldRequests, type Held } from './held-requests.js'
import { encodeJson } from './json.js'
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
  const inbox = contract?.inbox(handlers, (handler, payload) =>
    runAlone(handler, payload, eventContext()),
  )
  const neverAborts = new AbortController().signal
  let unheard: string[] = []

  /** What a handler threw, as the other side may see it. */
  function answerable(thrown: unknown, type: string): BridgeError {
    if (isBridgeError(thrown)) return sendable(thrown)
    const data = { reference: Math.random().toString(36).slice(2, 10) }
    const text = `The handler of "${type}" failed (reference ${data.reference})`
    options.error(new BridgeError('HANDLER_FAILED', text, { data, cause: thrown }))
    const told = thrown instanceof Error ? thrown.message : String(thrown)
    return new BridgeError('HANDLER_FAILED', options.exposeErrors ? `${text}: ${told}` : text, {
      outcome: 'unknown',
      data,
    })
  }

  function contextOf(
    { key, signal, progress }: Omit<Incoming, 'type' | 'payload'>,
    expectsReply = true,
  ): HandlerContext {
    return { ...options.context, expectsReply, key, signal, progress }
  }

  function eventContext(): HandlerContext {
    return contextOf({ key: undefined, signal: neverAborts, progress() {} }, false)
  }

  /** Whoever works for long may outlive the session; nothing is sent then. */
  async function start(
    entry: Held,
    incoming: Incoming,
    work: (incoming: Incoming) => unknown,
  ): Promise<void> {
    const { type } = entry
    const run: Run = async (signal, progress) => {
      try {
        return encodeJson(await work({ ...incoming, signal, progress }), 'reply')
      } catch (thrown) {
        throw answerable(thrown, type)
      }
    }
    try {
      const { signal, progress } = incoming
      entry.reply(await (options.invoke?.(incoming, run) ?? run(signal, progress)))
    } catch (thrown) {
      entry.refuse(answerable(thrown, type))
    }
  }

  function incomingOf({ type, key, signal, progress }: Held, payload: unknown): Incoming {
    return {
      ...{ type, payload, key, signal },
      progress: (value) => progress(encodeJson(value, 'progress')),
    }
  }

  /** Observers hear it at once. Says whether one of them named the type. */
  function observe(type: string, payload: unknown, context: HandlerContext): boolean {
    return handlers.observe(type, (observer) => runAlone(observer, payload, context))
  }

  /** Goes on with a payload that fits the contract. */
  function checked(
    type: string,
    payload: unknown,
    next: (payload: unknown) => void,
    failed: (error: BridgeError) => void,
  ): void {
    if (inbox) inbox.check(type, payload, next, (thrown) => failed(answerable(thrown, type)))
    else next(payload)
  }

  function reportUnheard(): void {
    const types = unheard
    unheard = []
    const names = [...new Set(types)].map((type) => `"${type}"`).join(', ')
    const text = `${types.length} events had no handler: ${names}. Add one with onCustomEvent`
    options.error(new BridgeError('NO_HANDLER', text))
  }

  /** Why the other side may not use this type. */
  function objection(type: string): BridgeError | undefined {
    if (options.allows?.(type) !== false) return
    const text = `The host does not allow "${type}". Ask with requestCapabilities(["${type}"])`
    return new BridgeError('NOT_ALLOWED', text)
  }

  return {
    attach(asker) {
      held.attach(asker)
      unclaimed.begin()
    },
    detach(reason) {
      unclaimed.end()
      inbox?.clear()
      held.detach(new BridgeError('DISCONNECTED', `The session ended (${reason})`))
    },
    ready: unclaimed.ready,
    event({ type, payload }) {
      const fault = isName(type) ? objection(type) : malformed()
      if (fault || !isName(type)) return options.error(fault as BridgeError)
      checked(
        type,
        payload,
        (value) => {
          const context = eventContext()
          const isObserved = observe(type, value, context)
          const late = inbox?.late(type)
          if (!isObserved || handlers.find(type))
            unclaimed.dispatch(
              {
                type,
                deliver: (handler) => runAlone(handler, value, context),
                giveUp() {
                  // With a number it is not lost: it is kept for whoever comes.
                  if (!late && unheard.push(type) === 1) inNextTurn(reportUnheard)
                },
              },
              late === undefined,
            )
          inbox?.keep(type, value)
        },
        options.error,
      )
    },
    request(id, params) {
      const { type, payload } = params
      if (!isName(type)) return held.refuse(id, malformed())
      const entry = held.hold(id, type, params, { budget: entryOf(contract, type)?.budget })
      if (!entry) return
      const fault = objection(type)
      if (fault) return entry.refuse(fault)
      checked(
        type,
        payload,
        (value) => {
          // It may have been cancelled, or the session may have ended, while it waited.
          if (!entry.isOpen()) return
          const incoming = incomingOf(entry, value)
          observe(type, value, contextOf(incoming))
          unclaimed.dispatch({
            type,
            deliver(handler) {
              if (!entry.isOpen()) return
              // It may have been revoked while the request waited.
              const revoked = objection(type)
              if (revoked) entry.refuse(revoked)
              else void start(entry, incoming, (call) => handler(value, contextOf(call)))
            },
            giveUp() {
              const text = `Nothing handles "${type}" there. Add a handler with onCustomEvent`
              entry.refuse(new BridgeError('NO_HANDLER', text))
            },
          })
        },
        entry.refuse,
      )
    },
    answer(id, type, params, work) {
      const entry = held.hold(id, type, params, { pastWindow: type === 'bridge/closing' })
      if (entry) void start(entry, incomingOf(entry, params), work)
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

/** The error itself, or the one that says why its data cannot cross. */
function sendable(error: BridgeError): BridgeError {
  try {
    encodeJson(error.data, `data of the error ${error.code}`)
    return error
  } catch (refusal) {
    return refusal as BridgeError
  }
}

function malformed(): BridgeError {
  return new BridgeError(
    'INVALID_MESSAGE',
    'The other side sent an event or a request without a type',
  )
}
