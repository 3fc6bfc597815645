import type { Clock } from '../../src/clock.js'

export interface TestClock extends Clock {
  /** The waits that were asked for, each over at once. */
  readonly slept: number[]
  time: number
  /** How many timers run. */
  readonly timers: ReadonlySet<() => void>
  /** Lets the time of every timer be up. */
  fire(): void
}

/** Time that moves only when somebody sleeps, and chance that always falls on 1/2. */
export function testClock(time = 1_700_000_000_000): TestClock {
  const timers = new Set<() => void>()
  const clock: TestClock = {
    slept: [],
    timers,
    fire() {
      for (const run of timers) run()
    },
    after(_, run) {
      timers.add(run)
      return () => void timers.delete(run)
    },
    time,
    now: () => clock.time,
    random: () => 0.5,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      clock.slept.push(ms)
      clock.time += ms
    },
  }
  return clock
}
