/** Values by key, in one table of a database of this origin. */
export interface Table {
  get(key: string): Promise<unknown>
  all(): Promise<unknown[]>
  /** Reads and writes in one transaction, so that no other tab comes between. */
  update(key: string, change: (value: unknown) => unknown): Promise<void>
}

const STORE = 'entries'

export function openTable(name: string): Table {
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

  async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await opened).transaction(STORE, mode).objectStore(STORE)
  }

  return {
    get: async (key) => resultOf((await store('readonly')).get(key)),
    all: async () => resultOf<unknown[]>((await store('readonly')).getAll()),
    async update(key, change) {
      const entries = await store('readwrite')
      const { transaction } = entries
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error)
      })
      const request = entries.get(key)
      request.onsuccess = () => entries.put(change(request.result), key)
      await done
    },
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
