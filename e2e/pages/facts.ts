import { isBridgeError } from '@drawbridge/core'

/** How a call ended, as JSON: its reply, or the fields of its error that programs read. */
export type Outcome = { readonly reply: unknown } | { readonly error: ErrorFacts }

export interface ErrorFacts {
  readonly code: string
  readonly stage?: string | undefined
  readonly outcome: string
  readonly retryable: boolean
  readonly data?: unknown
}

export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { reply: await call }
  } catch (error) {
    return { error: errorFacts(error) }
  }
}

export function errorFacts(error: unknown): ErrorFacts {
  if (!isBridgeError(error)) throw error
  const { code, stage, outcome, retryable, data } = error
  return { code, stage, outcome, retryable, data }
}

/** The code that `work` throws or rejects with, and the path that it names. */
export async function refusalOf(work: () => unknown): Promise<{ code: string; path?: unknown }> {
  try {
    await work()
    return { code: 'accepted' }
  } catch (error) {
    const { code, data } = errorFacts(error)
    return { code, path: (data as { path?: unknown } | undefined)?.path }
  }
}
