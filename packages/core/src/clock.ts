/** Time as this page lived it: while it is frozen, throttled or busy the clock all but stands still. */
export interface ObservedClock {
  /** Observed milliseconds. */
  now(): number
  /** Ticks at least every `interval` milliseconds from now on. */
  run(interval: number): void
  stop(): void
}

/**
 * A clock for silence. It ticks by one timer; a tick that comes far too late counts as one interval and
 * is marked as `stalled`: answers may be waiting in the event queue, so nothing may expire before the
 * next tick.
 */
export function createObservedClock(onTick: (stalled: boolean) => void): ObservedClock {
  let observed = 0
  let last = 0
  let interval = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function tick(): void {
    const now = performance.now()
    const elapsed = now - last
    const stalled = elapsed > interval * 2 + 50
    observed += stalled ? interval : elapsed
    last = now
    timer = setTimeout(tick, interval)
    onTick(stalled)
  }

  return {
    now: () =>
      timer === undefined ? observed : observed + Math.min(performance.now() - last, interval),
    run(wanted) {
      if (timer !== undefined && wanted >= interval) return
      const now = performance.now()
      if (timer !== undefined) {
        observed += Math.min(now - last, interval)
        clearTimeout(timer)
      }
      interval = wanted
      last = now
      timer = setTimeout(tick, interval)
    },
    stop() {
      observed = this.now()
      clearTimeout(timer)
      timer = undefined
    },
  }
}
