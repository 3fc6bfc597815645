type Task = () => void

let nextTurn: ((task: Task) => void) | undefined

function channelTurn(): (task: Task) => void {
  const tasks: Task[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => tasks.shift()?.()
  return (task) => {
    tasks.push(task)
    port2.postMessage(0)
  }
}

/**
 * Runs `task` in a later macrotask, so that the other side and the page get a turn. Timers come last:
 * browsers delay nested and background ones.
 */
export function inNextTurn(task: Task): void {
  // Made at first use: importing must have no effect. In Node a port would keep the process alive.
  nextTurn ??=
    'setImmediate' in globalThis
      ? (later) =>
          (globalThis as unknown as { setImmediate: (task: Task) => void }).setImmediate(later)
      : typeof MessageChannel === 'function'
        ? channelTurn()
        : (later) => setTimeout(later, 0)
  nextTurn(task)
}
