import { createAppEvents } from '@drawbridge/http/app-events'
import { isBridgeError } from '@drawbridge/miniapp'
import type { OutboxSettings, SinkEvent } from '@drawbridge/miniapp/outbox'

const params = new URLSearchParams(location.search)

export function query(name: string): string {
  return params.get(name) ?? ''
}

/** What the spec calls. */
export function give(calls: object): void {
  Object.assign(window, { calls })
}

/** Quick, so that a bad day fits into a test. */
export const settings: OutboxSettings = {
  delivery: query('delivery') === 'at-most-once' ? 'at-most-once' : 'at-least-once',
  minDelay: 5,
  maxDelay: 40,
}

const server = createAppEvents({
  baseUrl: query('receiver'),
  token: 'given-with-each-event',
  delivery: 'at-most-once',
  // The outbox repeats, and counts what it sent.
  retry: { retries: 0 },
})
const tokens = new Map<string, Promise<string>>()

/** The token of a user, kept until it is refused. */
export function token(user: string): Promise<string> {
  const known = tokens.get(user)
  if (known) return known
  const fetched = fetch(`${query('receiver')}/token?user=${user}`).then((answer) => answer.text())
  tokens.set(user, fetched)
  fetched.catch(() => tokens.delete(user))
  return fetched
}

export async function sink({ event, data, subject, ...how }: SinkEvent): Promise<unknown> {
  try {
    return await server.sendAppEvent(event, data as object, how)
  } catch (error) {
    if (isBridgeError(error, 'UNAUTHORIZED')) tokens.delete(subject)
    throw error
  }
}
