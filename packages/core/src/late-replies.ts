import type { BridgeError } from './errors.js'
import type { Id } from './messages.js'

/** The answer to a call that had ended with `TIMEOUT`. */
export interface LateReply {
  readonly type: string
  readonly key: string | undefined
  readonly result?: unknown
  readonly error?: BridgeError
}

/** The calls of a session that ended without their answer, to tell a late one from nonsense. */
export interface LateReplies {
  expect(id: Id, type: string, key: string | undefined): void
  /** Whether the id is that of such a call. */
  settle(id: Id, error: BridgeError | undefined, result: unknown): boolean
  clear(): void
}

const REMEMBERED = 256

export function createLateReplies(tell: (reply: LateReply) => void): LateReplies {
  const expected = new Map<Id, Pick<LateReply, 'type' | 'key'>>()
  return {
    expect(id, type, key) {
      expected.set(id, { type, key })
      if (expected.size > REMEMBERED) expected.delete(expected.keys().next().value as Id)
    },
    settle(id, error, result) {
      const call = expected.get(id)
      if (!call) return false
      expected.delete(id)
      tell({ ...call, ...(error ? { error } : { result }) })
      return true
    },
    clear: () => expected.clear(),
  }
}
