import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { BridgeError } from '@drawbridge/core/errors'
import { createBoxoReceiver } from '@drawbridge/webhooks/boxo'
import { toNodeHandler } from '@drawbridge/webhooks/node'
import * as v from 'valibot'
import { type OrderCreated, orderCreated } from '../contract.js'
import { closeServer, listen } from '../listening.mjs'

interface Transaction {
  readonly id: string
  readonly order: OrderCreated
}

/** The server of the host app: what the platform delivers to. */
export interface HostServer {
  readonly url: string
  /** What was saved, oldest first. */
  transactions(): readonly Transaction[]
  readonly isUp: boolean
  /** Comes back at the same address, with what was saved, as a server with a database does. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface HostServerOptions {
  readonly appId: string
  readonly clientId: string
  readonly secretKey: string
}

/** Saves each order once, however often it is told. In memory: it forgets when the playground ends. */
export async function startHostServer(options: HostServerOptions): Promise<HostServer> {
  const { appId, clientId, secretKey } = options
  const saved = new Map<string, Transaction>()

  function save(payload: unknown): { transaction_id: string } {
    const { success, output: order, issues } = v.safeParse(orderCreated, payload)
    if (!success) {
      const field = v.getDotPath(issues[0]) ?? 'payload'
      throw new BridgeError('INVALID_EVENT_DATA', `${field}: ${issues[0].message}`)
    }
    const known = saved.get(order.order_id)
    if (known && JSON.stringify(known.order) !== JSON.stringify(order))
      throw new BridgeError('KEY_REUSED', 'order_id belongs to another order. Make a new one')
    const transaction = known ?? { id: `t_${randomUUID().slice(0, 8)}`, order }
    saved.set(order.order_id, transaction)
    return { transaction_id: transaction.id }
  }

  const receive = createBoxoReceiver({
    appId,
    user: clientId,
    secretKey,
    handlers: {
      order_created: ({ payload }) => save(payload),
      // A shop without a host tells its basket here; this server has no use for it.
      cart_updated: () => ({}),
    },
  })
  const handle = toNodeHandler(receive)
  let server = createServer(handle)
  const port = await listen(server)
  let isUp = true
  let turn = Promise.resolve()

  /** One change after the other: who presses twice gets what was pressed last. */
  function setUp(wanted: boolean): Promise<void> {
    const change = async (): Promise<void> => {
      if (wanted === isUp) return
      if (wanted) {
        server = createServer(handle)
        await listen(server, port)
      } else await closeServer(server)
      isUp = wanted
    }
    turn = turn.then(change, change)
    return turn
  }

  return {
    url: `http://127.0.0.1:${port}/events`,
    transactions: () => [...saved.values()],
    get isUp() {
      return isUp
    },
    start: () => setUp(true),
    stop: () => setUp(false),
  }
}
