import { BridgeError } from '@drawbridge/core'
import type { Channel } from './channel.js'
import { isErrorBody } from './errors.js'
import { type Body, type HostWord, PAY } from './wire.js'

/** So many requests may go without an answer before the oldest is forgotten. */
const REMEMBERED = 1_000
/** iOS and Android read ids as integers; 32 bits are enough for both. Zero would mean: no id. */
const MAX_ID = 2 ** 31 - 1
const FIRST_ID_MAX = 2 ** 30

type Answered = (data: Body) => void

export interface Correlation {
  /**
   * Sends a request; its answer, if one comes, is given to `answered`.
   *
   * @throws {BridgeError} `INVALID_PAYLOAD` for a payment without its token.
   */
  ask(channel: Channel, method: string, params: Body, answered: Answered): void
  /** Whether this word answers a request. */
  settle(word: HostWord): boolean
}

/**
 * Which answer belongs to which request. Ids are integers that begin anywhere and rise by one, so that nobody who
 * does not see them can guess one. A payment carries no id: its token is its name.
 */
export function createCorrelation(firstId: number = anyId()): Correlation {
  const pending = new Map<string, Answered[]>()
  let id = firstId - 1

  function remember(key: string, answered: Answered): void {
    // A payment that is sent again with the same token is the same payment: its answer is for both.
    pending.set(key, [...(pending.get(key) ?? []), answered])
    if (pending.size > REMEMBERED) pending.delete(pending.keys().next().value as string)
  }

  function keyOf({ method, data, id: told }: HostWord): string {
    if (method !== PAY) return told === undefined ? '' : String(told)
    const token = data.transactionToken ?? told
    if (token !== undefined) return `pay ${token}`
    // The published web host loses the token where its handler throws.
    const payments = [...pending.keys()].filter((key) => key.startsWith('pay '))
    return isErrorBody(data) && payments.length === 1 ? (payments[0] as string) : ''
  }

  return {
    ask(channel, method, params, answered) {
      if (method === PAY) {
        const { transactionToken: token } = params
        if (typeof token !== 'string' || token === '')
          throw new BridgeError(
            'INVALID_PAYLOAD',
            'transactionToken of AppBoxoWebAppPay must be a text: the answer is found by it',
          )
        const { request_id: _, ...order } = params
        remember(`pay ${token}`, answered)
        return channel.send(method, order)
      }
      id = (id % MAX_ID) + 1
      remember(String(id), answered)
      channel.send(method, { ...params, request_id: id })
    },
    settle(word) {
      const key = keyOf(word)
      const waiting = pending.get(key)
      pending.delete(key)
      for (const answered of waiting ?? []) answered(word.data)
      return waiting !== undefined
    },
  }
}

function anyId(): number {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1))
  return (random % FIRST_ID_MAX) + 1
}
