import { type OrderRecord, readOrderRecord } from '../contract.js'

/** Orders in a storage of the browser, newest first. */
export interface OrderShelf {
  list(): OrderRecord[]
  /** Adds the record, or replaces the one of the same order. */
  put(record: OrderRecord): void
}

const MAX_KEPT = 100

/** One entry for each order: tabs that write at the same time cannot lose each other's orders. */
export function createOrderShelf(storage: Storage, prefix: string): OrderShelf {
  const keyOf = (record: OrderRecord): string => prefix + record.order.id

  function list(): OrderRecord[] {
    return Object.keys(storage)
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => readOrderRecord(storage.getItem(key)) ?? [])
      .sort((a, b) => b.time - a.time)
  }

  return {
    list,
    put(record) {
      storage.setItem(keyOf(record), JSON.stringify(record))
      const settled = list().filter(({ status }) => status !== 'pending')
      for (const old of settled.slice(MAX_KEPT)) storage.removeItem(keyOf(old))
    },
  }
}
