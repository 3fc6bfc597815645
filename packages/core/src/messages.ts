import { BridgeError } from './errors.js'

/** The one wire protocol that this version speaks. */
export const PROTOCOL = 1

/** What a side of version 1 can do; each tells the other its list in `bridge/connect`. */
export const FEATURES = [
  'ack',
  'alive',
  'batch',
  'cancel',
  'progress',
  'keys',
  'hostEvents',
] as const
export type Feature = (typeof FEATURES)[number]

export type Id = number | string

/** One JSON-RPC 2.0 message, told apart by what it has: method and id, method only, or id only. */
export type Message =
  | { kind: 'request'; id: Id; method: string; params: Params }
  | { kind: 'notification'; method: string; params: Params }
  | { kind: 'reply'; id: Id; result: unknown }
  | { kind: 'error'; id: Id; error: BridgeError }

export type Params = { readonly [name: string]: unknown }

/** `params` of the method `event`, and of `appEvent` with `event` and `data` in place of `type` and `payload`. */
export interface Meta {
  readonly key?: string
  /** Milliseconds without any packet after which the caller gives up. */
  readonly silence?: number
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A non-empty text of at most `max` characters: names, ids and keys that come over the wire. */
export function isName(value: unknown, max = 256): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= max
}

function isId(value: unknown): value is Id {
  return Number.isSafeInteger(value) || isName(value, 64)
}

const noParams: Params = {}

/** Untrusted JSON in, a message out, or `undefined` for what is not a JSON-RPC 2.0 message of ours. */
export function parseMessage(value: unknown): Message | undefined {
  if (!isRecord(value) || value.jsonrpc !== '2.0') return
  const { id, method } = value
  if (method !== undefined) {
    if (!isName(method)) return
    const params = isRecord(value.params) ? value.params : noParams
    if (id === undefined) return { kind: 'notification', method, params }
    return isId(id) ? { kind: 'request', id, method, params } : undefined
  }
  if (!isId(id)) return
  if (value.error !== undefined) return { kind: 'error', id, error: fromWireError(value.error) }
  return 'result' in value ? { kind: 'reply', id, result: value.result } : undefined
}

// JSON-RPC's own numbers, for readers that know no others. `data.code` is the truth.
const numbers: Readonly<Record<string, number>> = {
  INVALID_MESSAGE: -32600,
  UNSUPPORTED: -32601,
  INVALID_PAYLOAD: -32602,
}

/** The error in a reply of the other side; its own code where it gives one. */
export function fromWireError(error: unknown): BridgeError {
  const { code: number, message, data } = isRecord(error) ? error : noParams
  const known = isRecord(data) ? data : noParams
  const code = isName(known.code, 64)
    ? known.code
    : (Object.keys(numbers).find((name) => numbers[name] === number) ?? 'HANDLER_FAILED')
  return new BridgeError(code, typeof message === 'string' ? message : code, {
    stage: 'received',
    outcome: known.outcome === 'unknown' ? 'unknown' : 'none',
    retryable: known.retryable === true,
    data: known.data,
  })
}

/** The wire form of an error as an object: `encodeError` and stored outcomes share it. */
export function toWireError(error: BridgeError): { code: number; message: string; data: object } {
  const { code, message, outcome, retryable, data } = error
  return {
    code: (Object.hasOwn(numbers, code) && numbers[code]) || -32000,
    message,
    data: {
      code,
      ...(outcome === 'unknown' && { outcome }),
      ...(retryable && { retryable }),
      ...(data !== undefined && { data }),
    },
  }
}

// Messages are put together as text: the payload is turned into JSON once, where it is checked.
const head = '{"jsonrpc":"2.0",'

/** `params` is JSON text. */
export function encodeRequest(id: Id, method: string, params: string): string {
  return `${head}"id":${JSON.stringify(id)},"method":"${method}","params":${params}}`
}

export function encodeNotification(method: string, params: string): string {
  return `${head}"method":"${method}","params":${params}}`
}

export function encodeReply(id: Id, result: string): string {
  return `${head}"id":${JSON.stringify(id)},"result":${result}}`
}

export function encodeError(id: Id, error: BridgeError): string {
  return `${head}"id":${JSON.stringify(id)},"error":${JSON.stringify(toWireError(error))}}`
}

/** `params` of `event`: the payload and the meta are JSON text already. */
export function eventParams(type: string, payload: string, meta: Meta = {}): string {
  return `{"type":${JSON.stringify(type)},"payload":${payload}${metaText(meta)}}`
}

export function appEventParams(event: string, data: string, meta: Meta): string {
  return `{"event":${JSON.stringify(event)},"data":${data}${metaText(meta)}}`
}

function metaText(meta: Meta): string {
  const text = JSON.stringify(meta)
  return text === '{}' ? '' : `,"_meta":${text}`
}

/** Reads `_meta` from untrusted params: what has the wrong shape counts as absent. */
export function readMeta(params: Params): Meta {
  const { key, silence } = isRecord(params._meta) ? params._meta : noParams
  return {
    ...(isName(key) && { key }),
    ...(typeof silence === 'number' && silence > 0 && { silence }),
  }
}

/** Why the other side ends the session, from untrusted params. */
export function reasonOf({ reason }: Params): string {
  return isName(reason, 64) ? reason : 'closed'
}
