import type { Handler, Handlers } from './handlers.js'
import { UNCLAIMED_MESSAGES, UNCLAIMED_MS } from './limits.js'

/** A message that came before its handler. */
interface Unclaimed {
  readonly type: string
  deliver(handler: Handler): void
  /** No handler came in time. */
  giveUp(): void
}

export interface UnclaimedMessages {
  /** Keeps a message until there is a handler of its type; gives it up at once if not `patient`. */
  wait(message: Unclaimed, patient: boolean): void
  /** A session begins: handlers have some time to be added. */
  begin(): void
  end(): void
  /** All handlers are there: what waits is given up, what comes without a handler too. */
  ready(): void
}

/** Keeps messages whose handler has not been added yet, a bounded number for a bounded time. */
export function createUnclaimed(handlers: Handlers): UnclaimedMessages {
  let waiting: Unclaimed[] = []
  let isReady = false
  let timer: ReturnType<typeof setTimeout> | undefined

  handlers.onAdded((type, { answers }) => {
    if (!answers || waiting.length === 0) return
    const handler = handlers.find(type)
    if (!handler) return
    const claimed = waiting.filter((message) => message.type === type)
    waiting = waiting.filter((message) => message.type !== type)
    // Not inside the caller's own turn, in which it may still be setting itself up.
    for (const message of claimed) queueMicrotask(() => message.deliver(handler))
  })

  function ready(): void {
    clearTimeout(timer)
    timer = undefined
    isReady = true
    const messages = waiting
    waiting = []
    for (const message of messages) message.giveUp()
  }

  return {
    wait(message, patient) {
      if (!patient || isReady || waiting.length >= UNCLAIMED_MESSAGES) message.giveUp()
      else waiting.push(message)
    },
    begin() {
      if (!isReady) timer = setTimeout(ready, UNCLAIMED_MS)
    },
    end() {
      clearTimeout(timer)
      timer = undefined
    },
    ready,
  }
}
