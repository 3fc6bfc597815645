import type { LogEntry } from './message-log.js'

/** A piece of the bar that ties a request to its reply, as one row shows it. */
export interface Bar {
  readonly pair: string
  /** The side that works on the request. */
  readonly side: 'miniapp' | 'host'
  /** Bars that overlap lie beside each other. */
  readonly slot: number
  readonly part: 'start' | 'through' | 'end'
}

const MAX_SLOTS = 4

/** Follows rows in their order and says which bars cross each of them. */
export function createOpenPairs(seqOfReply: (pair: string) => number | undefined) {
  const open = new Map<string, Omit<Bar, 'part'>>()

  function freeSlot(side: Bar['side']): number {
    const taken = new Set(
      [...open.values()].filter((bar) => bar.side === side).map(({ slot }) => slot),
    )
    for (let slot = 0; slot < MAX_SLOTS; slot++) if (!taken.has(slot)) return slot
    return MAX_SLOTS - 1
  }

  return {
    barsAt(entry: LogEntry): Bar[] {
      if (entry.kind === 'note') {
        const bars = [...open.values()].map((bar) => ({ ...bar, part: 'through' as const }))
        if (entry.endsSession) open.clear()
        return bars
      }
      // A reply that the filter hides ends its bar before the next row that is shown.
      for (const pair of [...open.keys()]) {
        const end = seqOfReply(pair)
        if (end !== undefined && end < entry.seq) open.delete(pair)
      }
      const { pair, asks, direction } = entry
      const bars: Bar[] = [...open.values()].map((bar) => ({
        ...bar,
        part: bar.pair === pair ? ('end' as const) : ('through' as const),
      }))
      if (pair === undefined) return bars
      if (!asks) {
        open.delete(pair)
        return bars
      }
      const side = direction === 'in' ? 'host' : 'miniapp'
      const bar = { pair, side, slot: freeSlot(side) } as const
      open.set(pair, bar)
      return [...bars, { ...bar, part: 'start' }]
    },
  }
}
