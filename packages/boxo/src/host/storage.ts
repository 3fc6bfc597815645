import { BridgeError } from '@drawbridge/core'
import type { App } from '@drawbridge/host'
import type { Answers } from './answers.js'

/** The part of `localStorage` that is used. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export interface StorageOptions {
  /** Where values of miniapps are kept. @default localStorage, where there is one, else memory */
  readonly storage?: KeyValueStorage | undefined
  /** Characters, keys and values together, that each miniapp may keep. @default 1_000_000 */
  readonly storageQuota?: number | undefined
}

const QUOTA = 1_000_000
const PREFIX = 'drawbridge-boxo'

/** A store for each miniapp: they never see each other's keys. */
export function storageAnswers(app: App, options: StorageOptions): Answers {
  const storage = options.storage ?? standardStorage()
  const quota = options.storageQuota ?? QUOTA
  // As JSON, so that no id can end in the middle of another one's.
  const prefix = `${PREFIX}${JSON.stringify([app.appId])}`

  function keys(): string[] {
    const all = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
    return all
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort()
  }

  function used(except: string): number {
    return keys()
      .filter((key) => key !== except)
      .reduce((sum, key) => sum + key.length + (storage.getItem(prefix + key)?.length ?? 0), 0)
  }

  return {
    AppBoxoWebAppStorageGet: ({ keys: wanted }) => ({
      keys: wanted.map((key) => ({ key, value: storage.getItem(prefix + key) })),
    }),
    AppBoxoWebAppStorageGetKeys: ({ count, offset }) => ({
      keys: keys().slice(offset, offset + count),
    }),
    AppBoxoWebAppStorageSet({ key, value }) {
      const size = used(key) + key.length + value.length
      if (size > quota)
        throw new BridgeError(
          'TOO_LARGE',
          `The storage of "${app.appId}" would hold ${size} characters, at most ${quota}. Remove some keys`,
        )
      try {
        storage.setItem(prefix + key, value)
      } catch (cause) {
        // A browser has a limit for all of the page's own values together.
        const why = 'The storage of the host is full. Remove some keys'
        throw new BridgeError('TOO_LARGE', why, { cause })
      }
      return { result: true }
    },
    AppBoxoWebAppStorageRemove({ key }) {
      storage.removeItem(prefix + key)
      return { result: true }
    },
    AppBoxoWebAppStorageClear() {
      for (const key of keys()) storage.removeItem(prefix + key)
      return { result: true }
    },
  }
}

function standardStorage(): KeyValueStorage {
  try {
    if (typeof localStorage === 'object' && localStorage) return localStorage
  } catch {
    // A page may forbid it.
  }
  return memoryStorage()
}

function memoryStorage(): KeyValueStorage {
  const values = new Map<string, string>()
  return {
    get length() {
      return values.size
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}
