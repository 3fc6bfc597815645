import type { Place } from './definition.js'
import type { UnverifiedView, WebhookReceiverOptions } from './options.js'
import { compilePlace, type Readable } from './places.js'
import { Refusal } from './refusal.js'
import { findSecret, type SecretBag } from './secrets.js'

export type TenantOptions = Pick<
  WebhookReceiverOptions,
  'ns' | 'config' | 'credentials' | 'findTenant'
>

/** Somebody who may have sent the request; the signature tells whether they did. */
export interface Candidate {
  readonly tenant: string | undefined
  /** @throws {Refusal} `unknown-tenant` where neither the tenant nor the app has it */
  readonly secretOf: (key: string) => unknown
}

const MAX_CANDIDATES = 4

export type FindCandidates = (from: Readable) => Promise<Candidate[]>

/** The body that it reads is not verified yet, so only what the definition or `findTenant` asks for is looked at. */
export function compileTenants(
  place: Place | undefined,
  { ns = 'default', config, credentials, findTenant }: TenantOptions,
): FindCandidates {
  const read = place && compilePlace(place)

  async function namesOf(from: Readable): Promise<string[]> {
    const named = read?.(from)
    if (named !== undefined) return [named]
    if (!findTenant) return []
    return [(await findTenant(viewOf(ns, from))) ?? []].flat().slice(0, MAX_CANDIDATES)
  }

  return async (from) => {
    const isMultiTenant = Boolean(read ?? findTenant)
    const secretOf = (bag: SecretBag | undefined) => (key: string) => {
      const value = findSecret(key, bag, config)
      if (value === undefined && isMultiTenant && !bag)
        throw new Refusal('unknown-tenant', `no credentials, and no "${key}" in the app's config`)
      return value
    }
    try {
      const names = await namesOf(from)
      if (names.length === 0) return [{ tenant: undefined, secretOf: secretOf(undefined) }]
      return await Promise.all(
        names.map(async (tenant) => ({
          tenant,
          secretOf: secretOf(await credentials?.(tenant, ns)),
        })),
      )
    } catch (cause) {
      throw new Refusal('tenant-lookup-failed', 'findTenant or credentials threw', cause)
    }
  }
}

function viewOf(ns: string, from: Readable): UnverifiedView {
  const reader = (source: Place['source']) => (path: string) => compilePlace({ source, path })(from)
  return { ns, header: reader('header'), query: reader('query'), body: reader('body') }
}
