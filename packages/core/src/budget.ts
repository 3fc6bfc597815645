/** What may be spent within a sliding time. */
export interface Budget {
  readonly isSpent: boolean
  /** Milliseconds until some of it is free again. */
  readonly roomInMs: number
  spend(cost: number): void
}

/** At most `most` within `ms` milliseconds. What goes over at once is spent all the same. */
export function createBudget(most: number, ms: number): Budget {
  let recent: { readonly at: number; readonly cost: number }[] = []
  return {
    get isSpent() {
      const now = performance.now()
      recent = recent.filter(({ at }) => now - at < ms)
      return recent.reduce((sum, { cost }) => sum + cost, 0) >= most
    },
    get roomInMs() {
      return (recent[0]?.at ?? 0) + ms - performance.now()
    },
    spend(cost) {
      recent.push({ at: performance.now(), cost })
    },
  }
}
