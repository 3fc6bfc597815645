import { OUTCOMES_PER_APP, type OutcomeStore, type StoredOutcome } from './outcomes.js'

/** Keeps outcomes while the host's document lives: the default. */
export function memoryOutcomes(): OutcomeStore {
  const apps = new Map<string, Map<string, StoredOutcome>>()
  return {
    durable: false,
    get: (app, scope) => apps.get(app)?.get(scope),
    set(app, scope, outcome) {
      let kept = apps.get(app)
      if (!kept) apps.set(app, (kept = new Map()))
      kept.delete(scope)
      kept.set(scope, outcome)
      if (kept.size > OUTCOMES_PER_APP) kept.delete(kept.keys().next().value as string)
    },
  }
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
