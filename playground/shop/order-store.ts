import { createOrderShelf } from '../common/order-shelf.js'
import { usableStorage } from '../common/storage.js'
import type { OrderRecord } from '../contract.js'
import type { Bridge } from './bridge.js'

/** Keeps the shop's orders over reloads. */
export interface OrderStore {
  readonly place: 'device' | 'host'
  /** Newest first. */
  list(): Promise<OrderRecord[]>
  /** Adds the record, or replaces the one of the same order. */
  put(record: OrderRecord): Promise<void>
}

/** On the device where the browser allows it; a frame on a foreign site often gets no storage. */
export function chooseOrderStore(bridge: Bridge): OrderStore {
  const storage = usableStorage()
  return storage ? deviceOrders(storage) : hostOrders(bridge)
}

function deviceOrders(storage: Storage): OrderStore {
  const shelf = createOrderShelf(storage, 'kilnfolk:orders:')
  return {
    place: 'device',
    list: async () => shelf.list(),
    put: async (record) => shelf.put(record),
  }
}

function hostOrders(bridge: Bridge): OrderStore {
  return {
    place: 'host',
    list: () => bridge.request('transactions', { do: 'list' }),
    async put(record) {
      await bridge.request('transactions', { do: 'put', record })
    },
  }
}

/** The list with the record in place of the one of the same order, or else in front. */
export function withRecord(list: readonly OrderRecord[], record: OrderRecord): OrderRecord[] {
  const isSame = ({ order }: OrderRecord): boolean => order.id === record.order.id
  return list.some(isSame)
    ? list.map((known) => (isSame(known) ? record : known))
    : [record, ...list]
}
