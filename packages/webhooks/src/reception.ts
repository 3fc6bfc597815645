import { BODY_TIMEOUT_MS, MAX_BODY_BYTES, readBody } from './body.js'
import type { Bytes } from './bytes.js'
import type { Place, Verification } from './definition.js'
import type { Facts } from './endpoint.js'
import type { ReceiveOptions } from './options.js'
import { type ParsedBody, parseBody } from './parse.js'
import { Refusal } from './refusal.js'
import { type Candidate, compileTenants, type TenantOptions } from './tenants.js'
import { compileVerification } from './verify.js'

/** A request that somebody who knows the secret has sent. */
export interface Received {
  readonly tenant: string | undefined
  readonly bytes: Bytes
  readonly query: URLSearchParams
  /** @throws {Refusal} */
  readonly parse: () => ParsedBody
}

export interface Reception {
  readonly verification: Verification
  readonly tenant?: Place | undefined
  readonly formField?: string | undefined
  /** Answers a request that has no signature at all; undefined to refuse it. */
  readonly answerUnsigned?: ((parse: () => ParsedBody) => Response | undefined) | undefined
}

type ReceptionOptions = TenantOptions & Pick<ReceiveOptions, 'maxBodyBytes' | 'bodyTimeoutMs'>

/**
 * The first half of every receiver: method, size, bytes, tenant, secret, signature and time, in this order.
 *
 * @returns a function that gives what was received, or the response to an unsigned challenge
 */
export function createReception(
  { verification, tenant: place, formField, answerUnsigned }: Reception,
  options: ReceptionOptions,
): (request: Request, facts: Facts) => Promise<Received | Response> {
  const { maxBodyBytes = MAX_BODY_BYTES, bodyTimeoutMs = BODY_TIMEOUT_MS } = options
  const findCandidates = compileTenants(place, options)
  const verify = compileVerification(verification)
  const readsBodyFirst = place?.source === 'body' || options.findTenant !== undefined

  return async (request, facts) => {
    if (request.method !== 'POST') throw new Refusal('wrong-method', request.method)
    const { headers } = request
    const { searchParams: query } = new URL(request.url)
    const bytes = await readBody(request, { maxBytes: maxBodyBytes, timeoutMs: bodyTimeoutMs })
    const parse = once(() => parseBody(bytes, headers.get('content-type'), formField))
    const body = readsBodyFirst ? exactOrNothing(parse) : undefined
    const candidates = await findCandidates({ body, headers, query })
    try {
      const tenant = await verifyAny(candidates, { headers, body: bytes, now: Date.now() })
      facts.tenant = tenant
      return { tenant, bytes, query, parse }
    } catch (error) {
      const isUnsigned =
        error instanceof Refusal && ['signature-missing', 'token-missing'].includes(error.reason)
      const answer = isUnsigned ? answerUnsigned?.(parse) : undefined
      if (answer) return answer
      throw error
    }
  }

  async function verifyAny(
    candidates: readonly Candidate[],
    signed: Parameters<typeof verify>[0],
  ): Promise<string | undefined> {
    let failure: unknown
    for (const { tenant, secretOf } of candidates) {
      try {
        await verify(signed, secretOf)
        return tenant
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }
}

/** Before it is verified a body that cannot be parsed only means that there is no tenant in it. */
function exactOrNothing(parse: () => ParsedBody): unknown {
  try {
    return parse().exact
  } catch {
    return
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
