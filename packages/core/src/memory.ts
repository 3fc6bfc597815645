import type { Transport } from './transport.js'

interface End extends Transport {
  receive(text: string): void
}

function end(peer: () => End): End {
  let listener: ((text: unknown) => void) | undefined
  let waiting: string[] = []
  let isClosed = false
  return {
    name: 'memory',
    post(text) {
      // Never synchronous: a real boundary is not, and code that relied on it would break on one.
      if (!isClosed) queueMicrotask(() => peer().receive(text))
    },
    start(onText) {
      listener = onText
      const texts = waiting
      waiting = []
      for (const text of texts) queueMicrotask(() => listener?.(text))
    },
    close() {
      isClosed = true
      listener = undefined
      waiting = []
    },
    receive(text) {
      if (isClosed) return
      if (listener) listener(text)
      else waiting.push(text)
    },
  }
}

/** Two linked transports in one realm, for tests and for a host and a miniapp that share a page. */
export function memoryTransports(): [Transport, Transport] {
  const a: End = end(() => b)
  const b: End = end(() => a)
  return [a, b]
}
