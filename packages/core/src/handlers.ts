import type { Off } from './emitter.js'
import { BridgeError } from './errors.js'

// Handlers of all event types stand in one registry; the faces give them their types.
export type Handler = (payload: unknown, context: HandlerContext) => unknown
type WildcardObserver = (type: string, payload: unknown, context: HandlerContext) => unknown

/** What a handler is told besides the payload. */
export interface HandlerContext {
  /** A request waits for what the handler returns; an event does not. */
  readonly expectsReply: boolean
  /** The caller's idempotency key. */
  readonly key: string | undefined
  /** Aborts when nobody waits for the answer any more, or when the budget is used up. */
  readonly signal: AbortSignal
  /** Tells the caller how far the work is. Does nothing for events. */
  readonly progress: (value: unknown) => void
}

export interface HandlerOptions {
  /** Listens without answering: there may be many observers, and one answering handler. */
  readonly observe?: boolean | undefined
}

/** Handlers by event type: one that answers, any number that observe. */
export interface Handlers {
  /** The wildcard only observes. */
  add(type: '*', observer: WildcardObserver): Off
  /** @throws {BridgeError} `HANDLER_EXISTS` for a second answering handler of the same type. */
  add(type: string, handler: Handler, options?: HandlerOptions): Off
  /** The one that answers: this registry's, else the parent's. */
  find(type: string): Handler | undefined
  /** Runs every observer of the type and of `'*'`; says whether one of them named the type. */
  observe(type: string, run: (observer: Handler) => void): boolean
  /** Called for each handler and each observer of a type that is added here or in the parent. */
  onAdded(listener: (type: string, added: AddedHandler) => void): Off
  /** Ends what ties this registry to its parent. */
  release(): void
}

interface AddedHandler {
  readonly handler: Handler
  readonly answers: boolean
  isThere(): boolean
}

export function createHandlers(parent?: Handlers): Handlers {
  const answering = new Map<string, Handler>()
  const observing = new Map<string, Set<WildcardObserver>>()
  const listeners = new Set<(type: string, added: AddedHandler) => void>()
  const tell = (type: string, added: AddedHandler): void => {
    for (const listener of [...listeners]) listener(type, added)
  }
  const release = parent?.onAdded(tell) ?? (() => {})

  function addObserver(type: string, given: Handler | WildcardObserver): Off {
    let set = observing.get(type)
    if (!set) observing.set(type, (set = new Set()))
    // One shape for both kinds, and a function of its own for each subscription.
    const own: WildcardObserver =
      type === '*'
        ? (name, payload, context) => (given as WildcardObserver)(name, payload, context)
        : (_name, payload, context) => (given as Handler)(payload, context)
    set.add(own)
    if (type !== '*')
      tell(type, {
        handler: (payload, context) => own(type, payload, context),
        answers: false,
        isThere: () => set.has(own),
      })
    return () => void set.delete(own)
  }

  return {
    add(type: string, given: Handler | WildcardObserver, { observe = false }: HandlerOptions = {}) {
      if (observe || type === '*') return addObserver(type, given)
      if (answering.has(type))
        throw new BridgeError(
          'HANDLER_EXISTS',
          `"${type}" already has a handler here. Remove it first, or add this one with { observe: true }`,
        )
      // As above: removing one registration must not remove a later one of the same function.
      const handler: Handler = (payload, context) => (given as Handler)(payload, context)
      answering.set(type, handler)
      tell(type, { handler, answers: true, isThere: () => answering.get(type) === handler })
      return () => {
        if (answering.get(type) === handler) answering.delete(type)
      }
    },
    find: (type) => answering.get(type) ?? parent?.find(type),
    observe(type, run) {
      const named = observing.get(type)
      const all = observing.get('*')
      if (named || all)
        for (const observer of [...(named ?? []), ...(all ?? [])])
          run((payload, context) => observer(type, payload, context))
      const isHeardAbove = parent?.observe(type, run) ?? false
      return isHeardAbove || (named?.size ?? 0) > 0
    },
    onAdded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    release,
  }
}
