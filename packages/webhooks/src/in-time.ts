/** The outcome of `work`, or a rejection with what `onLate` gives once `ms` are over. The work itself goes on. */
export async function inTime<T>(work: Promise<T>, ms: number, onLate: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onLate()), ms)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
