import { afterEach, vi } from 'vitest'
import { BridgeError } from '../src/errors.js'
import { createOutbox, type Outbox, type OutboxOptions } from '../src/outbox.js'

let count = 0
const open: Outbox[] = []

afterEach(() => {
  for (const outbox of open.splice(0)) outbox.close(new BridgeError('DISCONNECTED', 'over'))
  vi.unstubAllGlobals()
})

/** A database that no other test knows. */
export const newName = (): string => `test-${++count}`

export type Deliver = OutboxOptions['deliver']
export const ok: Deliver = async () => ({})

export function outboxOf(options: Partial<OutboxOptions> = {}): Outbox {
  const outbox = createOutbox({
    name: newName(),
    subject: () => 'ann',
    route: () => 'sink',
    deliver: ok,
    minDelay: 2,
    maxDelay: 4,
    ...options,
  })
  open.push(outbox)
  return outbox
}

/** Delivers, and says what it was given. */
export function recorder(then: Deliver = ok) {
  const sent: string[] = []
  const deliver: Deliver = async (event, path, attempt) => {
    sent.push(event.key)
    return then(event, path, attempt)
  }
  return { sent, deliver }
}

export const failing = (code: string, details = {}): Deliver => {
  return async () => {
    throw new BridgeError(code, `${code} for the test`, details)
  }
}

/** The first `times` attempts fail with what is given. */
export function firstFail(times: number, fail: Deliver): Deliver {
  let left = times
  return (event, path, attempt) => (left-- > 0 ? fail : ok)(event, path, attempt)
}
