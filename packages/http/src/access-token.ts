import { isRecord, tryParse } from './check.js'
import type { Clock } from './clock.js'
import { fromBase64 } from './encoding.js'
import { decodeText } from './read-body.js'

/** Where a client has its bearer token from. */
export interface TokenSource {
  get(): Promise<string>
  /** This token was refused: the next one is another, if there is one. */
  refused(token: string): void
  /** Whether another can come after a refused one. */
  readonly canRenew: boolean
}

/** How long before its end a token is renewed: a call must still get through with it. */
const RENEW_BEFORE_MS = 60_000

/**
 * Fetches a token when there is none, shortly before it ends, and after it was refused; one fetch at a time.
 *
 * @param fetchToken Signs in.
 */
export function createTokenSource(fetchToken: () => Promise<string>, clock: Clock): TokenSource {
  let current: { readonly token: string; readonly until: number } | undefined
  let fetching: Promise<string> | undefined

  async function renew(): Promise<string> {
    const token = await fetchToken()
    const end = expiryOf(token) ?? Number.POSITIVE_INFINITY
    // One that lives for less than the margin serves for half its life.
    const margin = Math.min(RENEW_BEFORE_MS, Math.max(0, end - clock.now()) / 2)
    current = { token, until: end - margin }
    return token
  }

  return {
    canRenew: true,
    async get() {
      if (current && clock.now() < current.until) return current.token
      fetching ??= renew().finally(() => {
        fetching = undefined
      })
      return fetching
    },
    refused(token) {
      // Another call may have renewed it meanwhile.
      if (current?.token === token) current = undefined
    },
  }
}

/** The end of a JWT in `Date.now()` milliseconds; `undefined` for any other token. */
function expiryOf(token: string): number | undefined {
  const [, middle, signature] = token.split('.')
  if (!middle || signature === undefined) return
  const base64 = middle.replaceAll('-', '+').replaceAll('_', '/')
  const bytes = fromBase64(base64 + '='.repeat((4 - (base64.length % 4)) % 4))
  const claims = bytes && tryParse(decodeText(bytes))
  return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp * 1_000 : undefined
}
