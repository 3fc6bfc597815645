import type { DedupeStore } from './dedupe.js'

interface Entry {
  /** Undefined once it is done. */
  readonly token: string | undefined
  readonly until: number
}

export interface MemoryDedupeOptions {
  /** The oldest is forgotten beyond that. @default 100_000 */
  readonly maxKeys?: number
}

/** Remembers in this process: enough for one process that may forget when it ends. */
export function memoryDedupe({ maxKeys = 100_000 }: MemoryDedupeOptions = {}): DedupeStore {
  const entries = new Map<string, Entry>()

  function current(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (!entry || entry.until > Date.now()) return entry
    entries.delete(key)
    return
  }

  function keep(key: string, entry: Entry): void {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxKeys) entries.delete(entries.keys().next().value as string)
  }

  return {
    durable: false,
    async claim(key, token, ttlMs) {
      const entry = current(key)
      if (entry) return entry.token === undefined ? 'done' : 'running'
      keep(key, { token, until: Date.now() + ttlMs })
      return 'claimed'
    },
    async renew(key, token, ttlMs) {
      if (current(key)?.token === token) keep(key, { token, until: Date.now() + ttlMs })
    },
    async promote(key, ttlMs) {
      keep(key, { token: undefined, until: Date.now() + ttlMs })
    },
    async release(key, token) {
      if (current(key)?.token === token) entries.delete(key)
    },
  }
}
