import { type CallHooks, createCalls, type RequestOptions } from './calls.js'
import { entryOf } from './contract.js'
import { isolate } from './emitter.js'
import { afterRun, BridgeError, type CloseReason, isBridgeError } from './errors.js'
import type { HandlerContext } from './handlers.js'
import type { Intake, IntakeHooks } from './intake.js'
import { encodeJson } from './json.js'
import { isPageState, type LifecycleEvent } from './lifecycle.js'
import type { Limits } from './limits.js'
import type { Link, LinkReceiver } from './link.js'
import {
  checkName,
  encodeNotification,
  encodeReply,
  encodeRequest,
  eventParams,
  type Feature,
  type Id,
  isName,
  type Params,
  parseMessage,
  reasonOf,
} from './messages.js'
import { createServing, type ServingOptions } from './serving.js'
import type { Wire, WireListener } from './wire.js'

/** A settled connection: the other side has said what it can do and what it accepts. */
export interface Connection {
  readonly link: Link
  /** What both sides can do. */
  readonly features: readonly string[]
  /** What the other side accepts. */
  readonly limits: Limits
}

/** Ends after which the same two documents do not find each other again by themselves. */
const finalReasons: readonly string[] = ['replaced', 'flood', 'refused', 'unmounted', 'version']

export function isFinal(reason: CloseReason): boolean {
  return finalReasons.includes(reason)
}

export interface PeerOptions extends Omit<ServingOptions, 'error'>, CallHooks {
  /** Methods of one face only. A request is answered with what the function returns. */
  readonly methods?: Readonly<Record<string, (params: Params, context?: HandlerContext) => unknown>>
  /** Only a side that need not trust the other. Made for each session. */
  readonly intake?: ((hooks: IntakeHooks) => Intake) | undefined
  lifecycle?(event: LifecycleEvent): void
  /** A session has ended, from either side. */
  ended(reason: CloseReason): void
}

/**
 * One side of the bridge, the same for the miniapp and the host. It outlives sessions: handlers, and
 * calls that have not left, wait for the next one.
 */
export interface Peer {
  readonly connection: Connection | undefined
  /** An event: at most once, in order. @throws {BridgeError} `INVALID_PAYLOAD`, `TOO_LARGE`, `QUEUE_FULL` */
  sendEvent(type: string, payload: unknown): void
  request(type: string, payload: unknown, options?: RequestOptions): Promise<unknown>
  /** A request of another method than `event`. `params` is JSON text, or makes it from the silence in ms. */
  call(
    method: string,
    type: string,
    params: string | ((silence: number) => string),
    options?: RequestOptions & { readonly urgent?: boolean },
  ): Promise<unknown>
  /** A notification of the bridge's own, lost without a session. `params` is JSON text. */
  notify(method: string, params: string): void
  /** The handlers are there: what has none is refused from now on. */
  ready(): void
  /** Begins a session. */
  attach(connection: Connection): void
  /** Ends the session; `silent` when the other side said so itself or is gone. */
  end(reason: CloseReason, options?: { readonly silent?: boolean }): void
  /** There is no session to wait for: what waits, and what is asked until there is one, ends with `error`. */
  abandon(error: BridgeError): void
  /** Sends what is queued now: the page is going away. */
  flush(): void
  /** For `tap()`. */
  readonly wire: Wire
}

export function createPeer(options: PeerOptions): Peer {
  const { contract } = options
  const methods = new Map(Object.entries(options.methods ?? {}))
  const calls = createCalls(options)
  const serving = createServing({
    ...options,
    misuse(error) {
      if (intake?.admit(1) !== false) options.error(error)
    },
  })
  const watchers = new Set<WireListener>()
  let connection: Connection | undefined
  let intake: Intake | undefined
  let pings = 0
  /** The other side said so: it keeps what it is sent until it wakes. */
  let isFrozen = false

  const show: WireListener = (direction, message) => {
    for (const watcher of [...watchers]) isolate(() => watcher(direction, message))
  }

  function has(feature: Feature): boolean {
    return connection?.features.includes(feature) === true
  }

  function ping(): void {
    // One may still be unanswered, so each has an id of its own.
    connection?.link.send({ text: encodeRequest(`ping${++pings}`, 'bridge/ping', '{}') })
  }

  async function checkReply(type: string, value: unknown): Promise<unknown> {
    try {
      return await contract?.check(type, 'reply', value)
    } catch (thrown) {
      throw isBridgeError(thrown) ? afterRun(thrown) : thrown
    }
  }

  async function onClosing(cause: string): Promise<null> {
    const works: Promise<unknown>[] = []
    options.lifecycle?.({
      state: 'closing',
      cause,
      waitUntil: (work) => void works.push(Promise.resolve(work)),
    })
    await Promise.allSettled(works)
    return null
  }

  function onRequest(id: Id, method: string, params: Params): void {
    const own = methods.get(method)
    if (method === 'event') serving.request(id, params)
    else if (method === 'bridge/ping') connection?.link.send({ text: encodeReply(id, 'null') })
    else if (method === 'bridge/closing')
      serving.answer(id, method, params, () => onClosing(reasonOf(params)))
    else if (own) serving.answer(id, method, params, (context) => own(params, context))
    else serving.refuse(id, new BridgeError('UNSUPPORTED', `Unknown method "${method}"`))
  }

  function onNotification(method: string, params: Params): void {
    if (method === 'event') serving.event(params)
    else if (method === '$/cancel') serving.cancel(params.id as Id)
    else if (method === '$/progress') isolate(() => calls.progress(params.id, params.value))
    else if (method === 'bridge/close') connection?.link.close(reasonOf(params), { silent: true })
    else if (method === 'bridge/lifecycle') {
      const { state, cause } = params
      isFrozen = state === 'frozen'
      if (isPageState(state))
        options.lifecycle?.({
          state,
          cause: isName(cause, 64) ? cause : 'page',
          waitUntil() {},
        })
    } else isolate(() => methods.get(method)?.(params))
  }

  const receiver: LinkReceiver = {
    message(value, bytes) {
      const message = parseMessage(value)
      if (!message) return receiver.malformed?.('a message that is not JSON-RPC 2.0')
      if (intake?.takes(message, bytes, serving.isFull) === false) return
      show('in', value)
      const { method, id } = message
      if (method === undefined) {
        if (!calls.settle(message.id, message.error, message.result)) intake?.admit(bytes)
      } else if (id === undefined) onNotification(method, message.params)
      else onRequest(id, method, message.params)
    },
    heard() {
      intake?.heard()
      calls.heard()
    },
    acked: calls.acked,
    stale(last) {
      if (isFrozen) return
      if (last) connection?.link.close('lost')
      else ping()
    },
    sent: (text) => show('out', text),
    failed: options.error,
    malformed(what, id) {
      // It may be no packet, so that nobody has counted its time.
      intake?.heard()
      if (intake?.admit(1) === false) return
      const error = new BridgeError('INVALID_MESSAGE', `The other side sent ${what}`)
      options.error(error)
      if (id === undefined) return
      const text = `The message is ${what} of ${options.limits.messageBytes} characters`
      serving.refuse(id, new BridgeError('TOO_LARGE', text))
    },
    closed(reason) {
      if (!connection) return
      intake?.stop()
      calls.detach(reason)
      connection = undefined
      serving.detach(reason)
      show('end')
      options.ended(reason)
    },
  }

  return {
    get connection() {
      return connection
    },
    sendEvent(type, payload) {
      checkType(type)
      const params = eventParams(type, encodeJson(payload, 'payload'))
      const isCoalesced = entryOf(contract, type)?.coalesce === 'latest'
      calls.event(type, encodeNotification('event', params), isCoalesced)
    },
    request(type, payload, given = {}) {
      const params = (silence: number): string => {
        checkType(type)
        return eventParams(type, encodeJson(payload, 'payload'), { key: given.key, silence })
      }
      const reply = calls.request('event', type, params, given, entryOf(contract, type))
      return contract ? reply.then((value) => checkReply(type, value)) : reply
    },
    call: (method, type, params, callOptions) =>
      calls.request(method, type, typeof params === 'string' ? () => params : params, callOptions),
    notify(method, params) {
      connection?.link.send({ text: encodeNotification(method, params) })
    },
    ready: serving.ready,
    attach(next) {
      connection = next
      isFrozen = false
      // Of the other side, not of a session: another session is no way to more room.
      intake ??= options.intake?.({
        error: options.error,
        flood() {
          connection?.link.close('flood')
          intake = undefined
        },
      })
      next.link.agree({ ack: has('ack'), batch: has('batch') })
      next.link.listen(receiver)
      serving.attach({ link: next.link, limits: next.limits, has })
      calls.attach({ link: next.link, limits: next.limits, has, ping })
    },
    end: (reason, endOptions) => connection?.link.close(reason, endOptions),
    abandon: calls.abandon,
    flush: () => connection?.link.flush(),
    wire: {
      contract,
      watch(listener) {
        const own: WireListener = (direction, message) => listener(direction, message)
        watchers.add(own)
        return () => void watchers.delete(own)
      },
    },
  }
}

function checkType(type: unknown): void {
  checkName('type', type)
  if (type === '*') throw new BridgeError('INVALID_PAYLOAD', 'type "*" is no event: name one')
}
