import { BridgeError } from './errors.js'
import { asRecord, isName, PROTOCOL } from './messages.js'

/**
 * What a miniapp says to the window around it, with one MessagePort: the miniapp makes it, since a port
 * lives and dies with the document that made it, while one that is posted into a frame reaches whatever
 * page sits there by then. Everything else than hellos and {@link HostWord}s goes over the port.
 */
export interface Hello {
  readonly kind: 'hello'
  readonly attempt: string
  /** Lowest and highest protocol that the miniapp speaks. */
  readonly protocol: readonly [number, number]
  readonly document: string
  readonly app: string
  /** What the host put into the URL of a frame that has no origin of its own. */
  readonly token?: string | undefined
}

/**
 * What a host says to a frame before there is a port.
 *
 * - `welcome` and `refuse` name the attempt of the hello that they answer.
 * - `knock` says: speak if you are not connected.
 */
export type HostWord =
  | { readonly kind: 'welcome'; readonly attempt: string; readonly protocol: number }
  | { readonly kind: 'refuse'; readonly attempt: string; readonly code: string }
  | { readonly kind: 'knock' }

/** The message as it is posted: marked as ours. */
export function windowMessage(message: Hello | HostWord): object {
  return { drawbridge: 1, ...message }
}

/** Whether `event.data` says that it is ours: everything else belongs to somebody else in the page. */
export function isMarked(data: unknown): boolean {
  return asRecord(data).drawbridge === 1
}

/** Reads `event.data` once `event.source` and `event.origin` were checked. `undefined`: no hello. */
export function parseHello(data: unknown): Hello | undefined {
  const { kind, attempt, protocol, document, app, token } = asRecord(data)
  if (!isMarked(data) || kind !== 'hello') return
  if (!isName(attempt, 64) || !isName(document, 64) || !isName(app)) return
  const [min, max] = Array.isArray(protocol) ? (protocol as unknown[]) : []
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return
  return {
    kind,
    attempt,
    protocol: [min as number, max as number],
    document,
    app,
    token: isName(token, 64) ? token : undefined,
  }
}

/** Reads `event.data` once `event.source` was checked. `undefined`: no word of a host. */
export function parseHostWord(data: unknown): HostWord | undefined {
  const { kind, attempt, protocol, code } = asRecord(data)
  if (!isMarked(data)) return
  if (kind === 'knock') return { kind }
  if (!isName(attempt, 64)) return
  if (kind === 'welcome')
    return { kind, attempt, protocol: typeof protocol === 'number' ? protocol : 0 }
  if (kind === 'refuse') return { kind, attempt, code: isName(code, 64) ? code : 'NO_HOST' }
  return
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

const wildcard = /^https:\/\/\*((\.[a-z0-9-]+){2,}(:\d+)?)$/
const oneLabel = /^https:\/\/[a-z0-9-]+$/

/**
 * Reads a list of origins, or `'any'`.
 *
 * @throws {BridgeError} `ORIGIN_NOT_ALLOWED` naming `field` and the entry that is not an origin.
 */
export function originRule(list: readonly string[] | 'any', field: string): OriginRule {
  if (list !== 'any' && !Array.isArray(list))
    throw new BridgeError('ORIGIN_NOT_ALLOWED', `${field} must be a list: ["${String(list)}"]`)
  const exact = new Set<string>()
  const suffixes: string[] = []
  for (const entry of list === 'any' ? [] : list) {
    const origin = originOf(entry) ?? ''
    const [, suffix] = wildcard.exec(entry) ?? []
    if (suffix) suffixes.push(suffix)
    else if (origin === entry && !entry.includes('*')) exact.add(entry)
    else {
      const right = /^https?:[^*]*$/.test(origin) ? origin : 'https://host.example'
      const text = `${field} has "${entry}", which is no origin. Write "${right}"`
      throw new BridgeError('ORIGIN_NOT_ALLOWED', text)
    }
  }
  return {
    exact: [...exact],
    matches: (origin) =>
      list === 'any'
        ? origin !== 'null'
        : exact.has(origin) ||
          suffixes.some(
            (suffix) => origin.endsWith(suffix) && oneLabel.test(origin.slice(0, -suffix.length)),
          ),
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
