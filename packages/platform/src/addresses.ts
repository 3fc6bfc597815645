import { BridgeError } from '@drawbridge/core/errors'
import { isLoopback } from '@drawbridge/http/server'
import { Hono } from 'hono'
import { ipRestriction } from 'hono/ip-restriction'

/** Whether an address is in one of the ranges. */
export type AddressRule = (address: string | undefined) => Promise<boolean>

export function isThisMachine(address: string | undefined): boolean {
  return address !== undefined && isLoopback(address.includes(':') ? `[${address}]` : address)
}

const MAX_KNOWN = 1_000

/** @throws {BridgeError} `INVALID_PAYLOAD` for what is no address or range. */
export function createAddressRule(ranges: readonly string[], field: string): AddressRule {
  // The framework knows how addresses are written, and has the rule as a middleware only.
  const app = new Hono<{ Bindings: { address: string } }>()
  try {
    app.use(ipRestriction((context) => context.env.address, { allowList: [...ranges] }))
  } catch (cause) {
    throw new BridgeError(
      'INVALID_PAYLOAD',
      `${field} must hold addresses and ranges: 203.0.113.7, 10.0.0.0/8, 2001:db8::/32`,
      { cause, data: { path: field } },
    )
  }
  app.get('/', (context) => context.body(null, 204))
  // The same few servers ask again and again.
  const known = new Map<string, boolean>()
  return async (address) => {
    if (address === undefined || ranges.length === 0) return false
    const before = known.get(address)
    if (before !== undefined) return before
    const { status } = await app.request('/', undefined, { address })
    if (known.size < MAX_KNOWN) known.set(address, status === 204)
    return status === 204
  }
}
