// The host that the calls of boxo-calls.ts are meant for, and what they come to there: for pages and for tests.
import { type BoxoHost, boxoHost } from '@drawbridge/boxo'
import type { Host } from '@drawbridge/host'

export function appConnector(): BoxoHost {
  return boxoHost({
    clientId: 'super-app',
    login: () => ({ token: 't' }),
    pay: () => ({ status: 'success', hostappOrderId: 'h' }),
  })
}

export function answerCalls(host: Pick<Host, 'onCustomEvent'>): void {
  host.onCustomEvent('price', () => ({ price: 3 }))
  host.onCustomEvent('count', () => 3)
  host.onCustomEvent('fails', () => Promise.reject(new Error('secret')))
  host.onCustomEvent('push', (_payload, { miniapp }) => miniapp.sendCustomEvent('news', { n: 1 }))
}

const paid = {
  amount: 1,
  currency: 'EUR',
  miniappOrderId: 'm',
  transactionToken: 'pt',
  status: 'success',
  hostappOrderId: 'h',
}

/** With the published SDK; `differs` is what another host, or the drop-in, has otherwise. */
export function calledBySdk(differs: object = {}): object {
  return {
    client: 'super-app',
    price: { reply: { type: 'price', payload: { price: 3 } } },
    count: { reply: { type: 'count', payload: 3 } },
    fails: 'client_error',
    pay: { reply: paid },
    pushed: { request_id: 0, type: 'news', payload: { n: 1 } },
    ...differs,
  }
}

/** What the drop-in gives its subscribers: no id stands for nothing. */
export const pushedByDropIn = { type: 'news', payload: { n: 1 } }

/** With `boxo()`, besides its session. */
export function calledByConnector(differs: object = {}): object {
  return {
    price: { price: 3 },
    count: 3,
    fails: 'HANDLER_FAILED',
    pay: paid,
    login: { payload: { token: 't' } },
    absent: 'UNSUPPORTED',
    pushed: { n: 1 },
    ...differs,
  }
}
