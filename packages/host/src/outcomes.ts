import {
  BridgeError,
  canonicalJson,
  fromWireError,
  type Incoming,
  isBridgeError,
  type Run,
  toWireError,
} from '@drawbridge/core'

/** How long an outcome is kept: 24 hours in milliseconds. */
export const OUTCOME_TTL_MS: number = 24 * 60 * 60_000
/** How many outcomes are kept for one app. */
export const OUTCOMES_PER_APP: number = 1_000

/** What a keyed request ended with, as JSON. */
export interface StoredOutcome {
  /** The request's payload with sorted members, to tell a repetition from another request. */
  readonly payload: string
  /** `Date.now()` milliseconds. */
  readonly at: number
  /** The reply as JSON text; absent for an error. */
  readonly result?: string
  /** The error as it went over the wire. */
  readonly error?: object
}

/** Keeps outcomes. `get` and `set` may take their time; what `set` throws is reported by the host. */
export interface OutcomeStore {
  /** Whether outcomes outlive the host's document. */
  readonly durable: boolean
  /**
   * Names the place, where others keep their outcomes in it too: a server that the HTTP fallback reaches as well. A
   * keyed request that lost its session may then be repeated over the other path.
   */
  readonly name?: string | undefined
  get(app: string, scope: string): StoredOutcome | undefined | Promise<StoredOutcome | undefined>
  set(app: string, scope: string, outcome: StoredOutcome): void | Promise<void>
}

export interface Outcomes {
  readonly durable: boolean
  readonly store: string | undefined
  /**
   * Runs a keyed request once: joins the call that is running, or gives back the stored outcome, or
   * starts `run`. `scope` names the mounted app, its origin, partition, type and key.
   *
   * @throws {BridgeError} `KEY_REUSED` for another payload with the same key.
   */
  run(app: string, scope: string, incoming: Incoming, run: Run): Promise<Answer>
}

interface Answer {
  /** The reply as JSON text. */
  readonly result: string
  /** It was not this call that started the handler. */
  readonly isRepeat: boolean
}

interface Running {
  readonly payload: string
  readonly controller: AbortController
  readonly callers: Set<Incoming>
  readonly outcome: Promise<StoredOutcome>
}

export function createOutcomes(
  store: OutcomeStore,
  onError: (error: BridgeError) => void,
): Outcomes {
  const runs = new Map<string, Running>()

  /** A lost session aborts nothing: the caller comes back with the same key. */
  function join(running: Running, caller: Incoming): void {
    running.callers.add(caller)
    caller.signal.addEventListener(
      'abort',
      () => {
        running.callers.delete(caller)
        const { reason } = caller.signal
        if (isBridgeError(reason, 'DISCONNECTED')) return
        const isLast = running.callers.size === 0
        if (isLast || !isBridgeError(reason, 'CANCELLED')) running.controller.abort(reason)
      },
      { once: true },
    )
  }

  async function settle(app: string, scope: string, type: string, running: Running, run: Run) {
    const kept = store.get(app, scope)
    // A store that answers at once costs no turn: what was said after this request is handled after it.
    const stored = kept instanceof Promise ? await kept : kept
    if (stored && Date.now() - stored.at < OUTCOME_TTL_MS) return stored
    const progress = (value: unknown): void => {
      for (const caller of running.callers) caller.progress(value)
    }
    const base = { payload: running.payload, at: Date.now() }
    let outcome: StoredOutcome
    try {
      outcome = { ...base, result: await run({ signal: running.controller.signal, progress }) }
    } catch (error) {
      const wire = toWireError(error as BridgeError)
      // Aborted and given up: nothing was done, so the key is free again. So it is for an app event that its handler
      // wants to see again: it comes with the same key.
      const isToComeAgain = type === 'appEvent' && (error as BridgeError).retryable
      if (running.controller.signal.aborted || isToComeAgain) return { ...base, error: wire }
      outcome = { ...base, error: wire }
    }
    try {
      await store.set(app, scope, outcome)
    } catch (cause) {
      const text =
        'The outcome of a keyed request could not be stored; a repetition would run again'
      onError(new BridgeError('QUEUE_FULL', text, { cause, data: { scope } }))
    }
    return outcome
  }

  function answer(outcome: StoredOutcome, payload: string, isRepeat: boolean): Answer {
    if (outcome.payload !== payload)
      throw new BridgeError(
        'KEY_REUSED',
        'This key was used for another payload. Make a new key for a new request',
      )
    if (outcome.result === undefined) throw fromWireError(outcome.error)
    return { result: outcome.result, isRepeat }
  }

  return {
    durable: store.durable,
    store: store.name,
    async run(app, scope, incoming, run) {
      const name = JSON.stringify([app, scope])
      const payload = comparable(incoming.payload)
      let known = runs.get(name)
      // Given up by all who asked: how it ends is no answer to one who asks now.
      while (known?.controller.signal.aborted) {
        await known.outcome
        if (incoming.signal.aborted) throw incoming.signal.reason
        known = runs.get(name)
      }
      if (known) {
        if (known.payload === payload) join(known, incoming)
        return answer(await known.outcome, payload, true)
      }
      let isStarted = false
      const running: { -readonly [K in keyof Running]: Running[K] } = {
        payload,
        controller: new AbortController(),
        callers: new Set(),
        outcome: undefined as never,
      }
      join(running, incoming)
      runs.set(name, running)
      running.outcome = settle(app, scope, incoming.type, running, (own) => {
        isStarted = true
        return run(own)
      }).finally(() => runs.delete(name))
      return answer(await running.outcome, payload, !isStarted)
    },
  }
}

/** @throws {BridgeError} `INVALID_PAYLOAD` for what is nested deeper than a miniapp that keeps to the protocol sends. */
function comparable(payload: unknown): string {
  try {
    return canonicalJson(payload)
  } catch (cause) {
    const text =
      'payload of a request with a key is nested too deep to be compared. Send it flatter'
    throw new BridgeError('INVALID_PAYLOAD', text, { cause })
  }
}
