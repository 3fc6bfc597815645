/** How often, and how long after, a call is repeated. Durations in milliseconds. */
export interface RetryOptions {
  /** Repetitions after the first attempt. @default 3 */
  readonly retries?: number
  /** The first wait, doubled each time. @default 300 */
  readonly minDelay?: number
  /** No wait of our own is longer. @default 10_000 */
  readonly maxDelay?: number
  /** A server that asks for more with `Retry-After` gets no repetition, and the caller the error. @default 60_000 */
  readonly maxRetryAfter?: number
}

/**
 * How long to wait before repetition number `count` (the first is 0), or `undefined` to give up.
 *
 * @param retryAfter What the server asked for, in milliseconds.
 */
export function retryDelay(
  { retries = 3, minDelay = 300, maxDelay = 10_000, maxRetryAfter = 60_000 }: RetryOptions,
  count: number,
  retryAfter: number | undefined,
  random: () => number,
): number | undefined {
  if (count >= retries) return
  // Callers that failed together must not come back together.
  const own = Math.min(maxDelay, minDelay * 2 ** count)
  const jittered = own / 2 + (random() * own) / 2
  if (retryAfter === undefined) return jittered
  if (retryAfter > maxRetryAfter) return
  return retryAfter + random() * minDelay
}

/** `Retry-After` in milliseconds from now: seconds, or a date; `undefined` for anything else. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1_000
  // `Date.parse` reads much that is no HTTP date, such as "-1".
  if (!/^[A-Z][a-z]{2,8},? /.test(value)) return
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
