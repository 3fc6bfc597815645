import { BridgeError } from './errors.js'
import { isName, isRecord, PROTOCOL } from './messages.js'

/**
 * What crosses between windows before there is a port. Everything else goes over the port.
 *
 * - `hello`, miniapp to parent, carries one MessagePort: the miniapp makes it, since a port lives and
 *   dies with the document that made it, while one that is posted into a frame reaches whatever page
 *   sits there by then.
 * - `welcome` and `refuse`, host to the frame that said hello, name its attempt.
 * - `knock`, host to frame, is empty and says: speak if you are not connected.
 */
export type WindowMessage =
  | {
      readonly kind: 'hello'
      readonly attempt: string
      /** Lowest and highest protocol that the miniapp speaks. */
      readonly protocol: readonly [number, number]
      readonly document: string
      readonly app: string
      /** What the host put into the URL of a frame that has no origin of its own. */
      readonly token?: string
    }
  | { readonly kind: 'welcome'; readonly attempt: string; readonly protocol: number }
  | { readonly kind: 'refuse'; readonly attempt: string; readonly code: string }
  | { readonly kind: 'knock' }

/** The message as it is posted: marked as ours. */
export function windowMessage(message: WindowMessage): object {
  return { drawbridge: 1, ...message }
}

/** Whether `event.data` says that it is ours: everything else belongs to somebody else in the page. */
export function isMarked(data: unknown): data is Record<string, unknown> {
  return isRecord(data) && data.drawbridge === 1
}

/** Reads `event.data`, once `event.source` and `event.origin` were checked. `undefined`: not ours. */
export function parseWindowMessage(data: unknown): WindowMessage | undefined {
  if (!isMarked(data)) return
  const { kind, attempt } = data
  if (kind === 'knock') return { kind }
  if (!isName(attempt, 64)) return
  if (kind === 'welcome')
    return { kind, attempt, protocol: typeof data.protocol === 'number' ? data.protocol : 0 }
  if (kind === 'refuse')
    return { kind, attempt, code: isName(data.code, 64) ? data.code : 'NO_HOST' }
  if (kind !== 'hello' || !isName(data.app) || !isName(data.document, 64)) return
  const [min, max] = Array.isArray(data.protocol) ? (data.protocol as unknown[]) : []
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return
  return {
    kind,
    attempt,
    protocol: [min as number, max as number],
    document: data.document,
    app: data.app,
    ...(isName(data.token, 64) && { token: data.token }),
  }
}

/** Whether a range of protocols has the one that is spoken here. */
export function speaks([min, max]: readonly [number, number]): boolean {
  return min <= PROTOCOL && PROTOCOL <= max
}

/** Exact origins, or `https://*.example.com` for exactly one label. */
export interface OriginRule {
  readonly exact: readonly string[]
  matches(origin: string): boolean
}

const wildcard = /^https:\/\/\*\.([a-z0-9-]+\.)+[a-z0-9-]+(:\d+)?$/

/**
 * Reads a list of origins, or `'any'`.
 *
 * @throws {BridgeError} `ORIGIN_NOT_ALLOWED` naming `field` and the entry that is not an origin.
 */
export function originRule(list: readonly string[] | 'any', field: string): OriginRule {
  if (list === 'any') return { exact: [], matches: (origin) => origin !== 'null' }
  const patterns = list.filter((entry) => wildcard.test(entry))
  const exact = [...new Set(list.filter((entry) => !wildcard.test(entry)))]
  for (const entry of exact) {
    const origin = originOf(entry)
    if (origin === entry && origin !== 'null' && !entry.includes('*')) continue
    const remedy =
      origin && origin !== 'null' && !entry.includes('*')
        ? `Write "${origin}"`
        : 'Write scheme, host and port, as "https://host.example", or "https://*.host.example"'
    throw new BridgeError(
      'ORIGIN_NOT_ALLOWED',
      `${field} has "${entry}", which is no origin. ${remedy}`,
    )
  }
  const isMatch = (origin: string, pattern: string): boolean => {
    const [scheme, rest] = pattern.split('*') as [string, string]
    if (!origin.startsWith(scheme) || !origin.endsWith(rest)) return false
    const label = origin.slice(scheme.length, origin.length - rest.length)
    return /^[a-z0-9-]+$/.test(label)
  }
  return {
    exact,
    matches: (origin) =>
      exact.includes(origin) || patterns.some((pattern) => isMatch(origin, pattern)),
  }
}

/** The origin of a URL, or `undefined` for what is no URL. */
export function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin
  } catch {
    return
  }
}
