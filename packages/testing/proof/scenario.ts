import fc from 'fast-check'
import type { Fault, FaultPlan } from '../src/fault-plan.js'

/** What a handler does with one call. A `deaf` one goes on when it is aborted. */
export type Behaviour = 'now' | 'later' | 'fail' | 'refuse' | 'never' | 'deaf'

export interface Step {
  /** Milliseconds after the step before. */
  readonly after: number
  readonly by: 'miniapp' | 'host'
  readonly does: 'event' | 'request' | 'keyed' | 'cut' | 'silence' | 'reload'
  readonly behaviour: Behaviour
  /** Of a handler that answers later, in milliseconds. */
  readonly takes: number
  readonly timeout: number
  /** Milliseconds after which the caller cancels. */
  readonly cancel: number | undefined
}

export interface Scenario {
  readonly steps: readonly Step[]
  readonly faults: FaultPlan
}

const seeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1e6 })

export function faultPlans(
  names: readonly Fault[],
  more: Partial<FaultPlan> = {},
): fc.Arbitrary<FaultPlan> {
  // Few kinds at once: where everything goes wrong nothing else gets a chance to.
  const some = fc.subarray([...names], { maxLength: Math.min(2, names.length) })
  const rates = fc
    .tuple(some, fc.constantFrom(0.02, 0.1, 0.3))
    .map(([kinds, rate]) => Object.fromEntries(kinds.map((name) => [name, rate])))
  const delay = fc.constantFrom<readonly [number, number]>([0, 0], [0, 20], [5, 80])
  return fc.record({ seed: seeds, rates, delay }).map((plan) => ({ ...plan, ...more }))
}

export function steps(
  does: readonly Step['does'][],
  {
    behaviours = ['now', 'later', 'fail', 'refuse', 'never', 'deaf'] as readonly Behaviour[],
    cancels = true,
  } = {},
): fc.Arbitrary<Step[]> {
  return fc.array(
    fc.record({
      after: fc.constantFrom(0, 0, 0, 7, 90, 400, 1_500),
      by: fc.constantFrom('miniapp' as const, 'host' as const),
      does: fc.constantFrom(...does),
      behaviour: fc.constantFrom(...behaviours),
      takes: fc.constantFrom(3, 200, 2_500),
      timeout: fc.constantFrom(1_000, 3_000),
      cancel: cancels
        ? fc.constantFrom(undefined, undefined, undefined, 0, 30, 700)
        : fc.constant(undefined),
    }),
    { minLength: 1, maxLength: 12 },
  )
}

export const allFaults: readonly Fault[] = [
  'drop',
  'duplicate',
  'corrupt',
  'reorder',
  'cut',
  'silent',
]
/** Those after which two sides find each other again by themselves. */
export const endedFaults: readonly Fault[] = ['drop', 'duplicate', 'corrupt', 'reorder', 'cut']
