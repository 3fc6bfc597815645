import { createEventBridge } from '@drawbridge/http/event-bridge'
import { isBridgeError } from '@drawbridge/miniapp'
import * as v from 'valibot'
import { type OrderCreated, type OrderRecord, orderAnswer } from '../contract.js'
import { identity } from '../identity.js'
import type { Bridge } from './bridge.js'
import { type OrderStore, withRecord } from './order-store.js'
import type { Recording, Store } from './state.js'

export interface Recorder {
  /** Tells the server of the host app of this order, unless it knows it. Never rejects: the store says how it went. */
  record(record: OrderRecord): Promise<void>
}

/**
 * An order is told with its id as the key, so that telling it again saves nothing twice. The answer is kept with it: what
 * has none is told again when the shop opens.
 */
export function createRecorder(
  bridge: Bridge,
  orders: OrderStore,
  store: Store,
  eventsUrl: string,
): Recorder {
  const server = createEventBridge({ url: eventsUrl })

  async function tell(payload: OrderCreated): Promise<v.InferOutput<typeof orderAnswer>> {
    const key = payload.order_id
    // Without a host the bridge itself goes over the server.
    const answer = store.state.isAlone
      ? await bridge.request('order_created', payload, { key })
      : await server.send({ ...identity, type: 'order_created', payload }, { key })
    return v.parse(orderAnswer, answer)
  }

  function show(order: OrderRecord['order'], state: Recording | undefined): void {
    store.set({ recording: { ...store.state.recording, [order.id]: state } })
  }

  return {
    async record(record) {
      const { order } = record
      if (!isToRecord(record) || store.state.recording[order.id] === 'sending') return
      show(order, 'sending')
      try {
        const answer = await tell(payloadOf(record))
        if ('error_code' in answer) return show(order, { refusedAs: answer.error_code })
        const recorded = { ...record, recorded: answer.transaction_id }
        show(order, undefined)
        store.set({ orders: withRecord(store.state.orders, recorded) })
        await orders.put(recorded).catch(() => {
          // Told again when the shop opens, with the same answer.
        })
      } catch (error) {
        // The next attempt would end as this one did.
        const isRefusal = isBridgeError(error) && error.outcome === 'none' && !error.retryable
        show(order, isRefusal ? { refusedAs: error.code } : 'failed')
      }
    },
  }
}

/** Whether the server of the host app has to know it, and has not said yet that it does. */
export function isToRecord({ status, recorded }: OrderRecord): boolean {
  return recorded === undefined && (status === 'confirmed' || status === 'reserved')
}

function payloadOf({ order, transaction_id }: OrderRecord): OrderCreated {
  const { id: order_id, items, amount, currency } = order
  const paid = transaction_id === undefined ? {} : { payment_id: transaction_id }
  return { order_id, ...paid, items, amount, currency }
}
