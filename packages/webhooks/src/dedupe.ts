import { encodeText, sha256Hex } from './bytes.js'

/** `claimed`: yours now. `running`: somebody holds it. `done`: it was processed. */
export type Claim = 'claimed' | 'running' | 'done'

/**
 * Remembers deliveries in two phases: a short claim while one is worked on, a long memory once it is done. A crash
 * in between frees the claim soon, so that the provider's next try is taken.
 */
export interface DedupeStore {
  /** Whether it outlives the process. */
  readonly durable: boolean
  /** Takes the key for `ttlMs`, for the holder with this token. */
  claim(key: string, token: string, ttlMs: number): Promise<Claim>
  /** Keeps a claim that this token holds for `ttlMs` more. */
  renew(key: string, token: string, ttlMs: number): Promise<void>
  /** Marks the key as done for `ttlMs`, whoever holds it. */
  promote(key: string, ttlMs: number): Promise<void>
  /** Frees a claim that this token holds; does nothing to others and to what is done. */
  release(key: string, token: string): Promise<void>
}

const MAX_KEY = 200

/** The same id of another namespace, tenant or event is another delivery. */
export async function dedupeKey(
  ns: string,
  tenant: string | undefined,
  event: string,
  transactionId: string,
): Promise<string> {
  const key = [ns, tenant ?? '', event, transactionId].map(encodeURIComponentSafely).join(':')
  return key.length <= MAX_KEY ? key : `sha256:${await sha256Hex(encodeText(key))}`
}

/** A lone half of a surrogate pair, which JSON may hold, would make `encodeURIComponent` throw. */
function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(
    text.replace(/[\ud800-\udfff]/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`),
  )
}
