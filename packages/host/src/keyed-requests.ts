import { asRecord, createId, type Incoming, type Run } from '@drawbridge/core'
import type { Outcomes } from './outcomes.js'

/**
 * Runs a request with a key once for the same app, origin, partition, type and key.
 *
 * @param originOf gives the origin of the session, `'null'` for a document without one.
 */
export function keyedRequests(
  outcomes: Outcomes,
  appId: string,
  partition: string,
  originOf: () => string | undefined,
): (incoming: Incoming, run: Run) => Promise<string> {
  // Two documents without an origin are strangers, though the browser calls both 'null'.
  const ownScope = createId()
  return async (incoming, run) => {
    const { type, key, payload } = incoming
    const origin = originOf()
    if (origin === undefined) return run(incoming)
    const scope = JSON.stringify([origin === 'null' ? ownScope : origin, partition, type, key])
    if (type !== 'appEvent') return (await outcomes.run(appId, scope, incoming, run)).result
    const { event, data } = asRecord(payload)
    const plain = { ...incoming, payload: { event, data } }
    const { result, isRepeat } = await outcomes.run(appId, scope, plain, run)
    return JSON.stringify({ ...JSON.parse(result), ...(isRepeat && { duplicate: true }) })
  }
}
