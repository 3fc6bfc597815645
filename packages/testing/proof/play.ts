import { getEventListeners } from 'node:events'
import {
  BridgeError,
  type HandlerContext,
  type LateReply,
  type Tapped,
  tap,
} from '@drawbridge/core'
import { type LinkedPair, linkedPair } from '../src/linked-pair.js'
import { closeAtEnd } from './prove.js'
import type { Scenario, Step } from './scenario.js'
import type { VirtualClock } from './virtual-clock.js'

type Side = 'miniapp' | 'host'

/** What the two faces have in common, without their types by name. */
interface Face extends Tapped {
  onCustomEvent(
    type: string,
    handler: (payload: unknown, context: HandlerContext) => unknown,
    options?: { observe: boolean },
  ): unknown
  on(name: string, listener: (value: never) => void): unknown
}

/** One thing that was said, and all that came of it. */
export interface Said {
  /** Counts from 0: the step that said it. */
  readonly n: number
  readonly step: Step
  /** Which document of the miniapp said or was to hear it. */
  readonly document: number
  readonly signal: AbortSignal
  /** It was refused at once, or told at once that there is nobody. */
  refused: boolean
  outcomes: ({ readonly value: unknown } | { readonly error: BridgeError })[]
  progress: unknown[]
  settledAt: number | undefined
  saidAt: number
}

interface Heard {
  readonly n: number
  readonly by: Side
  readonly document: number
}

export interface Trace {
  readonly pair: LinkedPair
  readonly said: Said[]
  /** Handler starts, of events and requests. */
  readonly heard: Heard[]
  readonly errors: { readonly by: Side; readonly error: BridgeError }[]
  readonly late: { readonly by: Side; readonly reply: LateReply }[]
  /** Signals of request handlers that were started without a key. */
  readonly signals: AbortSignal[]
  /** Timers of the handlers themselves. */
  readonly own: Set<unknown>
  close(): void
}

export interface PlayOptions {
  /** Beside each listener stands another one that throws. */
  readonly throwing?: boolean
}

export function typeOf({ n, step }: Pick<Said, 'n' | 'step'>): string {
  return `${step.does}-${n}`
}

/** Begins a scenario; `steps` of it are said while the clock runs. */
export async function play(
  scenario: Scenario,
  clock: VirtualClock,
  { throwing = false }: PlayOptions = {},
): Promise<Trace> {
  const pair = closeAtEnd(
    linkedPair({ faults: scenario.faults, miniapp: { connectTimeout: 5_000 } }),
  )
  const trace: Trace = {
    pair,
    said: [],
    heard: [],
    errors: [],
    late: [],
    signals: [],
    own: new Set(),
    close: pair.close,
  }
  let document = 0
  const boom = (): never => {
    throw new Error('boom')
  }

  function handle(side: Side, target: Face, own: number): void {
    for (const [n, step] of scenario.steps.entries()) {
      if (!['event', 'request', 'keyed'].includes(step.does)) continue
      target.onCustomEvent(
        typeOf({ n, step }),
        async (_payload, { signal, key, expectsReply, progress }) => {
          trace.heard.push({ n, by: side, document: own })
          if (!expectsReply) return throwing ? boom() : undefined
          if (key === undefined) trace.signals.push(signal)
          progress(n)
          return behave(step, n, signal, trace.own)
        },
      )
      if (throwing) target.onCustomEvent(typeOf({ n, step }), boom, { observe: true })
    }
    if (!throwing) return
    target.onCustomEvent('*', boom)
    tap(target, boom)
    for (const name of ['status', 'session', 'error', 'late-reply', 'lifecycle'] as const)
      target.on(name, boom)
  }

  function listen(side: Side, target: Face): void {
    handle(side, target, document)
    target.on('error', (error: BridgeError) => void trace.errors.push({ by: side, error }))
    target.on('late-reply', (reply: LateReply) => void trace.late.push({ by: side, reply }))
  }
  listen('host', pair.app as unknown as Face)
  listen('miniapp', pair.miniapp as unknown as Face)

  function say(n: number, step: Step): void {
    const target = step.by === 'miniapp' ? pair.miniapp : pair.app
    const controller = new AbortController()
    const said: Said = {
      ...{
        n,
        step,
        document,
        signal: controller.signal,
        refused: false,
        outcomes: [],
        progress: [],
      },
      ...{ settledAt: undefined, saidAt: clock.now },
    }
    trace.said.push(said)
    const type = typeOf(said)
    if (step.does === 'event') {
      const before = trace.errors.length
      target.sendCustomEvent(type, { n })
      said.refused = trace.errors.length > before
      return
    }
    const settle = (outcome: Said['outcomes'][number]): void => {
      said.outcomes.push(outcome)
      said.settledAt = clock.now
    }
    target
      .request(
        type,
        { n },
        {
          timeout: step.timeout,
          deadline: 8_000,
          signal: controller.signal,
          ...(step.does === 'keyed' && { key: `key-${n}` }),
          onProgress: throwing ? boom : (value: unknown) => void said.progress.push(value),
        },
      )
      .then(
        (value) => settle({ value }),
        (error: BridgeError) => settle({ error }),
      )
    if (step.cancel === 0) controller.abort()
    else if (step.cancel !== undefined) {
      const timer = setTimeout(() => {
        trace.own.delete(timer)
        controller.abort()
      }, step.cancel)
      trace.own.add(timer)
    }
  }

  for (const [n, step] of scenario.steps.entries()) {
    if (step.after > 0) await clock.run(step.after)
    if (step.does === 'cut') pair.faults.cut()
    else if (step.does === 'silence') pair.faults.silence()
    else if (step.does === 'reload') {
      pair.reload()
      document++
      listen('miniapp', pair.miniapp as unknown as Face)
    } else say(n, step)
  }
  return trace
}

async function behave(
  step: Step,
  n: number,
  signal: AbortSignal,
  own: Set<unknown>,
): Promise<unknown> {
  if (step.behaviour === 'fail') throw new Error(`secret ${n}`)
  if (step.behaviour === 'refuse') throw new BridgeError('SOLD_OUT', 'None left', { data: { n } })
  if (step.behaviour === 'now') return { n }
  return new Promise((resolve, reject) => {
    const timer =
      step.behaviour !== 'never' &&
      setTimeout(() => {
        own.delete(timer)
        resolve({ n })
      }, step.takes)
    if (timer) own.add(timer)
    if (step.behaviour === 'deaf') return
    signal.addEventListener('abort', () => {
      if (timer) clearTimeout(timer)
      own.delete(timer)
      reject(signal.reason)
    })
  })
}

/** How many listeners a caller's signal still has. */
export function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length
}
