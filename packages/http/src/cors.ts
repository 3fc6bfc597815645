import { requireAddress } from './address.js'
import { invalid } from './check.js'

/** What a browser is told about calls from other origins. */
export interface Cors {
  /** `undefined` for a request that no page made. */
  isAllowed(origin: string | null): boolean
  /** For every answer to this origin. */
  headers(origin: string | null): Record<string, string>
  preflight(origin: string | null): Response
}

/** @throws {BridgeError} `INVALID_PAYLOAD` for anything but exact origins. */
export function createCors(origins: readonly string[], field: string): Cors {
  if (!Array.isArray(origins)) throw invalid(field, 'must be a list of exact origins')
  const allowed = new Set(
    origins.map((origin, index) => {
      const url = requireAddress(origin, `${field}[${index}]`)
      if (url.origin !== origin)
        throw invalid(`${field}[${index}]`, `is no origin. Write ${url.origin}`)
      return origin
    }),
  )
  const headers = (origin: string | null): Record<string, string> => ({
    Vary: 'Origin',
    ...(origin !== null &&
      allowed.has(origin) && {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        // A page may not read it otherwise.
        'Access-Control-Expose-Headers': 'Retry-After',
      }),
  })
  return {
    isAllowed: (origin) => origin === null || allowed.has(origin),
    headers,
    preflight: (origin) =>
      new Response(null, {
        status: 204,
        headers: {
          ...headers(origin),
          'Access-Control-Allow-Methods': 'POST',
          'Access-Control-Allow-Headers':
            'Content-Type, Authorization, Idempotency-Key, traceparent',
          'Access-Control-Max-Age': '600',
        },
      }),
  }
}
