import { afterEach, beforeEach, vi } from 'vitest'
import { type BridgeError, isBridgeError, type StandardSchemaV1 } from '../src/index.js'

/** What peers do in turns and timers, a step at a time. */
export const turn = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

export async function caught(promise: Promise<unknown>): Promise<BridgeError> {
  try {
    await promise
  } catch (error) {
    if (isBridgeError(error)) return error
    throw error
  }
  throw new Error('was not rejected')
}

/** Time moves by `turn` only, in each test of the file that calls this. */
export function useTurns(): void {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })
}

export function schema(
  validate: StandardSchemaV1['~standard']['validate'],
): StandardSchemaV1<unknown, unknown> {
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

export const anything = schema((value) => ({ value }))
export const numbers = schema((value) =>
  typeof value === 'number' ? { value } : { issues: [{ message: 'expected a number' }] },
)
