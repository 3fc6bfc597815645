/** Counts how often the data of window messages is read from now on: reading decodes it, however large it is. */
export function countDataReads(): (isMeant: (data: unknown) => boolean) => number[] {
  const reads = new Map<MessageEvent, number>()
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data') ?? {}
  if (!get) throw new Error('MessageEvent has no data to read')
  Object.defineProperty(MessageEvent.prototype, 'data', {
    configurable: true,
    get(this: MessageEvent) {
      if (this.currentTarget === window) reads.set(this, (reads.get(this) ?? 0) + 1)
      return get.call(this)
    },
  })
  return (isMeant) => [...reads].filter(([event]) => isMeant(get.call(event))).map(([, n]) => n)
}
