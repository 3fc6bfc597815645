/** Milliseconds that are part of a rule: how long somebody takes, or how long a thing is allowed to last. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** How long `work` took, in whole milliseconds. */
export async function timed<T>(work: Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now()
  const value = await work
  return { ms: Math.round(performance.now() - began), value }
}
