import { createOrderShelf, type OrderShelf } from '../../common/order-shelf.js'
import { usableStorage } from '../../common/storage.js'

/**
 * The shelf on which the host keeps the orders of a miniapp without a storage of its own. `owner` names the miniapp
 * and its origin: none reads the orders of another.
 */
export function keptOrdersOf(owner: string): OrderShelf {
  const storage = usableStorage()
  return storage ? createOrderShelf(storage, `quay:orders:${owner}:`) : forgetfulShelf
}

/** Where the host has no storage either it must not promise to keep anything. */
const forgetfulShelf: OrderShelf = {
  list: () => [],
  put() {
    throw new Error('This browser gives the host no storage')
  },
}
