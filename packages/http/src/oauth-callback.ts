import { BridgeError } from '@drawbridge/core/errors'
import { invalid } from './check.js'

export interface OauthGrant {
  /** For `providerData.code`; for one use. */
  readonly code: string
  readonly state?: string
}

/**
 * What the provider sent the user back with, read from the address that was called.
 *
 * @throws {BridgeError} `NOT_ALLOWED` when the user refused, `INVALID_PAYLOAD` when there is no code, or another state
 * than the one that you sent.
 */
export function readOauthCallback(address: string | URL, expectedState?: string): OauthGrant {
  const { searchParams } = new URL(address)
  const state = searchParams.get('state') ?? undefined
  if (expectedState !== undefined && state !== expectedState)
    throw invalid('state', 'is not the one that was sent: this answer belongs to somebody else')
  const error = searchParams.get('error')
  if (error !== null)
    throw new BridgeError(
      'NOT_ALLOWED',
      'The user did not grant access. Ask again when they want',
      {
        data: { error: error.slice(0, 200) },
      },
    )
  const code = searchParams.get('code')
  if (!code) throw invalid('code', 'is missing in the address. Check the callback URL')
  return { code, ...(state !== undefined && { state }) }
}
