/** One direction of a wire on which packets take their time and keep their order. */
export interface Lane<T> {
  /** Delivers `item` after `delay` ms, not before those ahead of it; a `late` one lets the next one pass. */
  send(item: T, delay: number, late?: boolean): void
  /** What is under way is gone. */
  clear(): void
  /** Nothing more will be sent: calls `done` once all of it has been delivered, or is gone. */
  end(done: () => void): void
}

export function createLane<T>(deliver: (item: T) => void): Lane<T> {
  let queue: { readonly item: T; readonly due: number }[] = []
  let held: T | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let onEmpty: (() => void) | undefined

  function wait(): void {
    const [next] = queue
    if (!next) {
      onEmpty?.()
      onEmpty = undefined
    } else timer ??= setTimeout(onTimer, Math.max(0, next.due - performance.now()))
  }

  function onTimer(): void {
    timer = undefined
    const now = performance.now()
    // Timers are coarse: what is due within the same millisecond is due now.
    while (queue[0] && queue[0].due <= now + 1) deliver((queue.shift() as { item: T }).item)
    wait()
  }

  function enqueue(item: T, delay: number): void {
    if (delay === 0 && queue.length === 0) return deliver(item)
    queue.push({ item, due: Math.max(performance.now() + delay, queue.at(-1)?.due ?? 0) })
    wait()
  }

  return {
    send(item, delay, late = false) {
      if (late && held === undefined) {
        held = item
        return
      }
      enqueue(item, delay)
      if (held === undefined) return
      const after = held
      held = undefined
      enqueue(after, delay)
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
      queue = []
      held = undefined
      wait()
    },
    end(done) {
      if (held !== undefined) enqueue(held, 0)
      held = undefined
      onEmpty = done
      wait()
    },
  }
}
