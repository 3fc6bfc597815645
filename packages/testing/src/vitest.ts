import { isBridgeError } from '@drawbridge/core'
import type {} from 'vitest'
import type { Received } from './fake-side.js'

/** What `toBeBridgeError` compares besides the code. */
export interface ExpectedDetails {
  readonly stage?: 'queued' | 'sent' | 'received'
  readonly outcome?: 'none' | 'unknown'
  readonly retryable?: boolean
  readonly data?: unknown
  /** A part of the text. */
  readonly message?: string
}

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

/** What runners with `expect.extend` give to a matcher: vitest and Jest alike. */
interface MatcherState {
  readonly equals: (a: unknown, b: unknown) => boolean
}

/**
 * Matchers for what Drawbridge gives.
 *
 * @example
 * ```ts
 * import { bridgeMatchers } from '@drawbridge/testing/vitest'
 * expect.extend(bridgeMatchers)
 * await expect(miniapp.request('pay', order)).rejects.toBeBridgeError('TIMEOUT', { stage: 'sent' })
 * ```
 */
export const bridgeMatchers: {
  toBeBridgeError(
    this: MatcherState,
    actual: unknown,
    code: string,
    details?: ExpectedDetails,
  ): Verdict
  toHaveReceived(this: MatcherState, actual: unknown, type: string, payload?: unknown): Verdict
  toHaveSettled(actual: unknown): Promise<Verdict>
} = {
  toBeBridgeError(actual, code, details = {}) {
    if (!isBridgeError(actual))
      return verdict(false, `expected a BridgeError "${code}", and this is ${show(actual)}`)
    const { message, ...rest } = details
    const wrong = Object.entries({ code, ...rest })
      .filter(([name, value]) => !this.equals(actual[name as 'code'], value))
      .map(
        ([name, value]) => `${name}: expected ${show(value)}, got ${show(actual[name as 'code'])}`,
      )
    if (message !== undefined && !actual.message.includes(message))
      wrong.push(`message: expected a text with ${show(message)}`)
    const list = wrong.map((line) => `\n  ${line}`).join('')
    return wrong.length === 0
      ? verdict(true, `expected anything but the BridgeError "${code}": ${actual.message}`)
      : verdict(false, `expected another BridgeError:${list}\nIts text: ${actual.message}`)
  },
  toHaveReceived(actual, type, ...payloads) {
    const received = (actual as { received?: readonly Received[] } | undefined)?.received
    if (!Array.isArray(received))
      return verdict(false, `expected a fake or a recorder, and this is ${show(actual)}`)
    const calls = (received as readonly Received[]).filter(
      ({ kind }) => kind !== 'control' && kind !== 'reply',
    )
    const ofType = calls.filter((each) => each.type === type)
    const found = ofType.filter(
      ({ payload }) => payloads.length === 0 || this.equals(payload, payloads[0]),
    )
    const wanted = payloads.length === 0 ? `"${type}"` : `"${type}" with ${show(payloads[0])}`
    if (found.length > 0) return verdict(true, `expected that ${wanted} had not been received`)
    const others = ofType.length > 0 ? ofType : calls
    const list = others.map((each) => `\n  ${each.kind} "${each.type}" ${show(each.payload)}`)
    return verdict(false, `expected ${wanted}, and received ${list.join('') || 'nothing'}`)
  },
  async toHaveSettled(actual) {
    let state = 'pending'
    Promise.resolve(actual).then(
      () => (state = 'resolved'),
      () => (state = 'rejected'),
    )
    // No time passes, neither real nor faked: only what is on its way already may happen.
    for (let turn = 0; turn < 100; turn++) await null
    return state === 'pending'
      ? verdict(false, 'expected a settled promise, and it is pending')
      : verdict(true, `expected a pending promise, and it has ${state}`)
  },
}

function verdict(pass: boolean, text: string): Verdict {
  return { pass, message: () => text }
}

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return JSON.stringify(value) ?? String(value)
}

interface BridgeMatchers<R> {
  /** A `BridgeError` of this code, and of these details where given. */
  toBeBridgeError(code: string, details?: ExpectedDetails): R
  /** A fake or a recorder that received an event or a request of this type, and with this payload if given. */
  toHaveReceived(type: string, payload?: unknown): R
  /** A promise that has resolved or rejected by now: `await expect(promise).toHaveSettled()`. */
  toHaveSettled(): Promise<void>
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the augmented interface has this default
  interface Matchers<T = any> extends BridgeMatchers<T> {}
}
