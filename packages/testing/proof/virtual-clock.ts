import { setImmediate as realTurn } from 'node:timers'

interface Timer {
  readonly id: number
  readonly due: number
  readonly task: () => void
}

export interface VirtualClock {
  /** Virtual milliseconds since the clock began. */
  readonly now: number
  /** What timers threw. */
  readonly thrown: unknown[]
  /** How many timers are set. */
  pending(): number
  /** Runs what is due within the next `ms`, each timer in a turn of its own. */
  run(ms: number): Promise<void>
  restore(): void
}

/**
 * Timers, `Date.now` and `performance.now` in virtual time, with a real turn of the event loop after each
 * timer. It runs a minute of a session in milliseconds, which the fake timers of a test runner do not.
 */
export function installVirtualClock(): VirtualClock {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    dateNow: Date.now,
    performanceNow: performance.now,
  }
  const timers = new Map<number, Timer>()
  const thrown: unknown[] = []
  let now = 0
  let nextId = 1
  const began = 1_700_000_000_000

  function set(task: () => void, ms = 0): number {
    const id = nextId++
    timers.set(id, { id, due: now + Math.max(0, ms), task })
    return id
  }

  function next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers.values())
      if (timer.due <= until && (!first || timer.due < first.due)) first = timer
    return first
  }

  const turn = (): Promise<void> => new Promise((resolve) => void realTurn(resolve))

  Object.assign(globalThis, {
    setTimeout: set,
    setImmediate: (task: () => void) => set(task),
    clearTimeout: (id: number | undefined) => void (id !== undefined && timers.delete(id)),
  })
  Date.now = () => began + Math.floor(now)
  performance.now = () => now

  return {
    get now() {
      return now
    },
    thrown,
    pending: () => timers.size,
    async run(ms) {
      const until = now + ms
      await turn()
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer.id)
        now = Math.max(now, timer.due)
        try {
          timer.task()
        } catch (error) {
          thrown.push(error)
        }
        await turn()
      }
      now = until
    },
    restore() {
      globalThis.setTimeout = real.setTimeout
      globalThis.clearTimeout = real.clearTimeout
      globalThis.setImmediate = real.setImmediate
      Date.now = real.dateNow
      performance.now = real.performanceNow
    },
  }
}
