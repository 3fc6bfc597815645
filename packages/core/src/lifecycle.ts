import type { PageState } from './page-life.js'

/** What becomes of the other side, or of this one because of it. */
export interface LifecycleEvent {
  /** `closing`: save now, what is left is bounded · `closed`: there will be no session any more. */
  readonly state: PageState | 'closing' | 'closed'
  /** `page`: its page was hidden, frozen … · `host`: the host app says so · else the reason of the end. */
  readonly cause: string
  /** Only in `closing`: the other side waits for `work`, whatever becomes of it, before it ends. */
  readonly waitUntil: (work: Promise<unknown>) => void
}

const states: readonly string[] = ['hidden', 'visible', 'frozen', 'resumed']

export function isPageState(value: unknown): value is PageState {
  return states.includes(value as string)
}
