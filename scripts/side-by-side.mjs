import { availableParallelism } from 'node:os'

/** More of them would only wait for one another: each of the long ones keeps a core busy by itself. */
const AT_ONCE = Math.min(2, availableParallelism())

/**
 * @typedef {object} Place where a task stands among the others
 * @property {string} label
 * @property {readonly string[]} [after] labels of those that have to end before it
 * @property {true} [alone] nothing runs beside it
 */

/**
 * Runs tasks in their order, two at once where their places allow it. The first failure ends what runs, and nothing
 * starts after it.
 *
 * @template {Place} T
 * @param {readonly T[]} tasks
 * @param {(task: T, ended: AbortSignal) => Promise<boolean>} run says whether it went well
 * @param {number} [atOnce]
 */
export async function runSideBySide(tasks, run, atOnce = AT_ONCE) {
  const failure = new AbortController()
  const waiting = [...tasks]
  const unfinished = new Set(tasks.map(({ label }) => label))
  /** @type {Map<T, Promise<void>>} */
  const running = new Map()

  /** @param {T} task */
  async function play(task) {
    const isWell = await run(task, failure.signal)
    running.delete(task)
    unfinished.delete(task.label)
    if (!isWell) failure.abort()
  }

  /** The next one for which there is room; what wants to be alone is not overtaken, so that its turn comes. */
  function next() {
    if (failure.signal.aborted || running.size >= atOnce) return undefined
    if (waiting[0]?.alone) return running.size === 0 ? waiting[0] : undefined
    if ([...running.keys()].some(({ alone }) => alone)) return undefined
    const end = waiting.findIndex(({ alone }) => alone)
    return waiting
      .slice(0, end < 0 ? undefined : end)
      .find(({ after = [] }) => !after.some((label) => unfinished.has(label)))
  }

  for (;;) {
    const task = next()
    if (task) {
      waiting.splice(waiting.indexOf(task), 1)
      running.set(task, play(task))
    } else if (running.size > 0) await Promise.race(running.values())
    else return
  }
}

/**
 * Prints what several programs say at once as if one had run after the other: the first one's as it comes, what the
 * others say meanwhile when its turn comes.
 *
 * @param {(text: string) => void} print
 */
export function createTurns(print) {
  /** @type {{ kept: string, isOver: boolean }[]} */
  const queue = []
  return () => {
    const own = { kept: '', isOver: false }
    queue.push(own)
    return {
      /** @param {string} text */
      say(text) {
        if (queue[0] === own) print(text)
        else own.kept += text
      },
      end() {
        own.isOver = true
        while (queue[0]?.isOver) {
          queue.shift()
          if (queue[0]) print(queue[0].kept)
        }
      },
    }
  }
}
