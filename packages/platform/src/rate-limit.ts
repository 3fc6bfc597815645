/** One bucket of tokens for each name: full at first, refilled evenly. */
export interface RateLimit {
  /** Takes one token; else how many milliseconds until there is one. */
  take(name: string): number | undefined
}

/** Names are forgotten when so many others came, which only ever makes the limit milder. */
const MAX_NAMES = 10_000

export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const perMs = perMinute / 60_000
  return {
    take(name) {
      const time = now()
      let bucket = buckets.get(name)
      if (!bucket) {
        if (buckets.size >= MAX_NAMES) buckets.delete(buckets.keys().next().value as string)
        buckets.set(name, (bucket = { tokens: perMinute, at: time }))
      }
      bucket.tokens = Math.min(perMinute, bucket.tokens + (time - bucket.at) * perMs)
      bucket.at = time
      if (bucket.tokens < 1) return (1 - bucket.tokens) / perMs
      bucket.tokens--
      return
    },
  }
}
