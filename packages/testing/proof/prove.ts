import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { installVirtualClock, type VirtualClock } from './virtual-clock.js'

/** The properties share these runs. */
const RUNS = Number(process.env.DRAWBRIDGE_RUNS ?? 10_000)
/** Repeats a run: each failure prints it, and so does each start. */
const SEED = Number(process.env.DRAWBRIDGE_SEED ?? 1)
const PROPERTIES = 10

const open = new Set<{ close(): void }>()

/** Closes what a run made, also where it failed: it must not live on in the next one. */
export function closeAtEnd<T extends { close(): void }>(made: T): T {
  open.add(made)
  return made
}

/** One of the ten properties: `check` throws where it does not hold. It runs in virtual time. */
export function prove<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  check: (input: T, clock: VirtualClock) => Promise<void>,
): void {
  let clock: VirtualClock | undefined
  beforeAll(() => {
    console.log(`${RUNS / PROPERTIES} runs, DRAWBRIDGE_SEED=${SEED}: ${name}`)
  })
  afterAll(() => clock?.restore())
  it(name, async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        clock = installVirtualClock()
        try {
          await check(input, clock)
        } finally {
          for (const made of open) made.close()
          open.clear()
          await clock.run(1_000)
          clock.restore()
        }
      }),
      { seed: SEED, numRuns: Math.ceil(RUNS / PROPERTIES), endOnFailure: false },
    )
  })
}
