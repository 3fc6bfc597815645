import { OUTCOMES_PER_APP, type OutcomeStore, type StoredOutcome } from './outcomes.js'

/** The characters of the outcomes that are kept in memory for one app: 16 MB. The newest is kept whatever its size. */
const CHARACTERS_PER_APP = 16 * 1_024 * 1_024

interface Kept {
  readonly outcomes: Map<string, StoredOutcome>
  /** Of all of them. */
  characters: number
}

/** Keeps outcomes while the host's document lives: the default. The newest 1,000 of an app, as far as 16 MB go. */
export function memoryOutcomes(): OutcomeStore {
  const apps = new Map<string, Kept>()

  function forget({ outcomes }: Kept, scope: string): number {
    const outcome = outcomes.get(scope)
    outcomes.delete(scope)
    return outcome ? sizeOf(scope, outcome) : 0
  }

  return {
    durable: false,
    get: (app, scope) => apps.get(app)?.outcomes.get(scope),
    set(app, scope, outcome) {
      let kept = apps.get(app)
      if (!kept) apps.set(app, (kept = { outcomes: new Map(), characters: 0 }))
      const { outcomes } = kept
      kept.characters += sizeOf(scope, outcome) - forget(kept, scope)
      outcomes.set(scope, outcome)
      for (const oldest of outcomes.keys()) {
        const isOver = outcomes.size > OUTCOMES_PER_APP || kept.characters > CHARACTERS_PER_APP
        if (!isOver || oldest === scope) break
        kept.characters -= forget(kept, oldest)
      }
    },
  }
}

/** The payload tells a repetition from another request, so it is kept whole and counts. */
function sizeOf(scope: string, { payload, result, error }: StoredOutcome): number {
  return scope.length + payload.length + (result ?? JSON.stringify(error)).length
}

/**
 * Keeps outcomes over reloads of the host, as long as its tab lives. Where the browser forbids
 * `sessionStorage` they are kept in memory, and `durable` says so.
 *
 * @param prefix Begins every key in the storage. @default 'drawbridge:'
 */
export function sessionStorageOutcomes(prefix = 'drawbridge:'): OutcomeStore {
  const storage = usableStorage(prefix)
  if (!storage) return memoryOutcomes()
  const begin = (app: string): string => `${prefix}${JSON.stringify(app)}:`

  function oldestFirst(app: string): string[] {
    return Object.keys(storage as Storage)
      .filter((key) => key.startsWith(begin(app)))
      .map((key) => ({ key, at: read(key)?.at ?? 0 }))
      .sort((a, b) => a.at - b.at)
      .map(({ key }) => key)
  }

  function read(key: string): StoredOutcome | undefined {
    const text = (storage as Storage).getItem(key)
    try {
      return text === null ? undefined : (JSON.parse(text) as StoredOutcome)
    } catch {
      return
    }
  }

  return {
    durable: true,
    get: (app, scope) => read(begin(app) + scope),
    set(app, scope, outcome) {
      const kept = oldestFirst(app)
      for (const key of kept.slice(0, Math.max(0, kept.length + 1 - OUTCOMES_PER_APP)))
        storage.removeItem(key)
      const text = JSON.stringify(outcome)
      try {
        storage.setItem(begin(app) + scope, text)
      } catch {
        // The storage is full: the older half makes room, and a second failure is the caller's.
        const half = oldestFirst(app)
        for (const key of half.slice(0, Math.ceil(half.length / 2))) storage.removeItem(key)
        storage.setItem(begin(app) + scope, text)
      }
    },
  }
}

function usableStorage(prefix: string): Storage | undefined {
  try {
    const probe = `${prefix}probe`
    sessionStorage.setItem(probe, '')
    sessionStorage.removeItem(probe)
    return sessionStorage
  } catch {
    return
  }
}
