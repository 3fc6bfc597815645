/** So many SDKs may count in one document. */
const MAX_RUNS = 16

/** The ids that one document has used: each SDK in it counts up by one from wherever it began. */
export interface UsedIds {
  /** Whether an id was used before, which no document does: another one counts from the same place. */
  isRepeated(id: number): boolean
}

export function createUsedIds(): UsedIds {
  const runs: { first: number; last: number }[] = []
  return {
    isRepeated(id) {
      if (runs.some(({ first, last }) => first <= id && id <= last)) return true
      const run = runs.find(({ last }) => last + 1 === id)
      if (run) run.last = id
      else if (runs.length === MAX_RUNS) return true
      else runs.push({ first: id, last: id })
      return false
    },
  }
}
