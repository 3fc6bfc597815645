import type { Search } from '@drawbridge/core'

const RETRY_MS = 250
const RETRY_MS_MAX = 30_000

/** When the searches for a host that have failed are tried again: later each time. */
export interface Retries {
  later(failed: readonly Search[]): void
  /** A host was found, or none is wanted: nothing is due, and the next pause is the shortest. */
  stop(): void
}

export function createRetries(): Retries {
  // Only those that have failed: to try again with another one would end what is under way there.
  const due = new Set<Search>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let ms = RETRY_MS

  function retry(): void {
    const searches = [...due]
    due.clear()
    for (const search of searches) search.retry()
  }

  return {
    later(failed) {
      for (const search of failed) due.add(search)
      clearTimeout(timer)
      timer = setTimeout(retry, ms)
      ms = Math.min(ms * 2, RETRY_MS_MAX)
    },
    stop() {
      clearTimeout(timer)
      due.clear()
      ms = RETRY_MS
    },
  }
}
