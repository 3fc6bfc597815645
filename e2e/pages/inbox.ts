/** Values by name, each taken once and in order; taking waits for one. */
export interface Inbox {
  put(name: string, value: unknown): void
  next(name: string): Promise<unknown>
  /** Names that something waits for. */
  waiting(): string[]
}

export function createInbox(): Inbox {
  const values = new Map<string, unknown[]>()
  const takers = new Map<string, ((value: unknown) => void)[]>()
  return {
    put(name, value) {
      const taker = takers.get(name)?.shift()
      if (taker) taker(value)
      else values.set(name, [...(values.get(name) ?? []), value])
    },
    next(name) {
      const [value, ...rest] = values.get(name) ?? []
      if (!values.get(name)?.length)
        return new Promise((resolve) => takers.set(name, [...(takers.get(name) ?? []), resolve]))
      values.set(name, rest)
      return Promise.resolve(value)
    },
    waiting: () => [...takers].filter(([, list]) => list.length > 0).map(([name]) => name),
  }
}
