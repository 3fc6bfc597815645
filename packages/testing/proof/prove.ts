import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { installVirtualClock, type VirtualClock } from './virtual-clock.js'

/** Of each property. */
const RUNS = Number(process.env.DRAWBRIDGE_RUNS ?? 1_500)
/** Repeats a run: each failure prints it, and so does each start. */
const SEED = Number(process.env.DRAWBRIDGE_SEED ?? 1)

/** A property: `check` throws where it does not hold. It runs in virtual time. */
export function prove<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  check: (input: T, clock: VirtualClock) => Promise<void>,
): void {
  let clock: VirtualClock | undefined
  beforeAll(() => {
    console.log(`${RUNS} runs, DRAWBRIDGE_SEED=${SEED}: ${name}`)
  })
  afterAll(() => clock?.restore())
  it(name, async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        clock = installVirtualClock()
        try {
          await check(input, clock)
        } finally {
          clock.restore()
        }
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: false },
    )
  })
}
