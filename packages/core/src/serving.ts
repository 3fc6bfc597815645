import { type AnswerOptions, answerable, replyText } from './answers.js'
import { type Contract, entryOf } from './contract.js'
import { reportLater } from './emitter.js'
import { BridgeError } from './errors.js'
import type { Handler, HandlerContext, Handlers } from './handlers.js'
import { type Asker, createHeldRequests, type Held, signalOf } from './held-requests.js'
import { encodeJson } from './json.js'
import type { Limits } from './limits.js'
import { inNextTurn } from './macrotask.js'
import { type Id, isName, type Params } from './messages.js'
import { createUnclaimed } from './unclaimed.js'

/** A request with a key, before its handler starts. */
export interface Incoming {
  readonly type: string
  readonly payload: unknown
  readonly key: string
  /** Aborts with a `BridgeError` as the reason: `CANCELLED` by the caller, `DISCONNECTED`, or the budget. */
  readonly signal: AbortSignal
  readonly progress: (value: unknown) => void
}

/**
 * Starts the handler, with the signal and the progress of the one run that several callers may share, and gives
 * the reply as JSON text; rejects with a `BridgeError` that may be sent.
 */
export type Run = (own: Pick<Incoming, 'signal' | 'progress'>) => Promise<string>

export interface ServingOptions extends AnswerOptions {
  readonly handlers: Handlers
  readonly contract?: Contract | undefined
  readonly limits: Limits
  /** Whether the other side may use this type. */
  readonly allows?: ((type: string) => boolean) | undefined
  /** Comes between a request with a key and its handler, to run it once. */
  readonly invoke?: ((incoming: Incoming, run: Run) => Promise<string>) | undefined
  /** What the face adds to the context of its handlers. */
  readonly context?: object | undefined
  /** The other side broke a rule of the protocol, at no cost to itself. @default `error` */
  misuse?(error: BridgeError): void
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
  answer(id: Id, type: string, params: Params, work: (context: HandlerContext) => unknown): void
  refuse(id: Id, error: BridgeError): void
  /** Whether the other side has as many unanswered requests as it may have. */
  isFull(): boolean
  cancel(id: Id): void
}

/** Everything that the other side asks and tells: from a message to a handler and back. */
export function createServing(options: ServingOptions): Serving {
  const { handlers, contract } = options
  const held = createHeldRequests(options.limits, options.misuse ?? options.error)
  const unclaimed = createUnclaimed(handlers)
  const inbox = contract?.inbox(handlers, (handler, payload) =>
    runAlone(handler, payload, contextOfEvents()),
  )
  let eventContext: HandlerContext | undefined
  let unheard: string[] = []

  /** One for each request, so that it holds no more than it must. */
  class RequestContext implements HandlerContext {
    readonly #request: Held

    constructor(request: Held) {
      this.#request = request
    }

    get expectsReply(): boolean {
      return true
    }

    get key(): string | undefined {
      return this.#request.key
    }

    get signal(): AbortSignal {
      return signalOf(this.#request)
    }

    get progress(): (value: unknown) => void {
      return (value) => held.progress(this.#request, encodeJson(value, 'progress'))
    }
  }
  if (options.context) Object.setPrototypeOf(RequestContext.prototype, options.context)

  /** The same for all events: they have no key, and nothing ends them. */
  function contextOfEvents(): HandlerContext {
    eventContext ??= Object.freeze({
      ...options.context,
      expectsReply: false,
      key: undefined,
      signal: new AbortController().signal,
      progress() {},
    })
    return eventContext
  }

  /**
   * Whoever works for long may outlive the session; nothing is sent then.
   *
   * @param payload as it was sent, by which `invoke` tells a repetition: a schema may make something of it that no other
   * run of it makes.
   */
  function start(
    request: Held,
    payload: unknown,
    context: HandlerContext,
    work: (context: HandlerContext) => unknown,
  ): void {
    const { type, key } = request
    const reply = (value: unknown): void => held.reply(request, replyText(value))
    const fail = (thrown: unknown): void => held.refuse(request, answerable(thrown, type, options))
    const run: Run = async (own) => {
      try {
        const ownContext = { ...options.context, expectsReply: true, key, ...own }
        return replyText(await work(ownContext))
      } catch (thrown) {
        throw answerable(thrown, type, options)
      }
    }
    try {
      if (key !== undefined && options.invoke) {
        const { signal, progress } = context
        options
          .invoke({ type, payload, key, signal, progress }, run)
          .then((text) => held.reply(request, text))
          .catch(fail)
      } else {
        const result = work(context)
        if (isThenable(result)) Promise.resolve(result).then(reply).catch(fail)
        else reply(result)
      }
    } catch (thrown) {
      fail(thrown)
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
    if (inbox)
      inbox.check(type, payload, next, (thrown) => failed(answerable(thrown, type, options)))
    else next(payload)
  }

  function reportUnheard(): void {
    const types = unheard
    unheard = []
    const names = [...new Set(types)].map((type) => `"${type}"`).join(', ')
    const count = types.length === 1 ? '1 event' : `${types.length} events`
    const text = `${count} had no handler: ${names}. Add one with onCustomEvent`
    options.error(new BridgeError('NO_HANDLER', text))
  }

  /** Why the other side may not use this type. */
  function objection(type: string): BridgeError | undefined {
    if (options.allows?.(type) !== false) return
    const text = `The host does not allow "${type}". Ask with requestCapabilities(["${type}"])`
    return new BridgeError('NOT_ALLOWED', text)
  }

  function onEvent(type: string, payload: unknown): void {
    const context = contextOfEvents()
    const isObserved = observe(type, payload, context)
    const late = inbox?.late(type)
    const handler = handlers.find(type)
    if (handler) runAlone(handler, payload, context)
    else if (!isObserved)
      unclaimed.wait(
        {
          type,
          deliver: (found) => runAlone(found, payload, context),
          giveUp() {
            // With a number it is not lost: it is kept for whoever comes.
            if (!late && unheard.push(type) === 1) inNextTurn(reportUnheard)
          },
        },
        late === undefined,
      )
    inbox?.keep(type, payload)
  }

  function onRequest(request: Held, payload: unknown, sent: unknown): void {
    // It may have been cancelled, or the session may have ended, while it waited.
    if (!held.isOpen(request)) return
    const { type } = request
    const context = new RequestContext(request)
    observe(type, payload, context)
    const deliver = (handler: Handler): void => {
      if (!held.isOpen(request)) return
      // It may have been revoked while the request waited.
      const fault = objection(type)
      if (fault) held.refuse(request, fault)
      else start(request, sent, context, (own) => handler(payload, own))
    }
    const giveUp = (): void => {
      const text = `Nothing handles "${type}" on the other side. Add a handler with onCustomEvent`
      held.refuse(request, new BridgeError('NO_HANDLER', text))
    }
    const handler = handlers.find(type)
    if (handler) deliver(handler)
    else unclaimed.wait({ type, deliver, giveUp }, true)
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
      if (!isName(type)) return options.error(malformed())
      const fault = objection(type)
      if (fault) options.error(fault)
      else checked(type, payload, (value) => onEvent(type, value), options.error)
    },
    request(id, params) {
      const { type, payload } = params
      if (!isName(type)) return held.turnAway(id, malformed())
      const request = held.hold(id, type, params, { budget: entryOf(contract, type)?.budget })
      if (!request) return
      const refuse = (error: BridgeError): void => held.refuse(request, error)
      const fault = objection(type)
      if (fault) refuse(fault)
      else checked(type, payload, (value) => onRequest(request, value, payload), refuse)
    },
    answer(id, type, params, work) {
      const request = held.hold(id, type, params, { pastWindow: type === 'bridge/closing' })
      if (request) start(request, params, new RequestContext(request), work)
    },
    refuse: held.turnAway,
    isFull: held.isFull,
    cancel: held.cancel,
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
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

function malformed(): BridgeError {
  return new BridgeError(
    'INVALID_MESSAGE',
    'The other side sent an event or a request without a type',
  )
}
