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

/**
 * One JSON-RPC 2.0 message, told apart by what it has: a request a method and an id, a notification only
 * the method, a reply or an error only the id.
 */
export type Message =
  | { readonly method: string; readonly id: Id | undefined; readonly params: Params }
  | {
      readonly method?: undefined
      readonly id: Id
      readonly error: BridgeError | undefined
      readonly result: unknown
    }

export type Params = { readonly [name: string]: unknown }

/** `params` of the method `event`, and of `appEvent` with `event` and `data` in place of `type` and `payload`. */
export interface Meta {
  readonly key?: string | undefined
  /** Milliseconds without any packet after which the caller gives up. */
  readonly silence?: number | undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A non-empty text of at most `max` characters: names, ids and keys that come over the wire. */
export function isName(value: unknown, max = 256): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= max
}

/** @throws {BridgeError} `INVALID_PAYLOAD` naming the `field` of the caller that is no name. */
export function checkName(field: string, value: unknown): void {
  if (isName(value)) return
  throw new BridgeError('INVALID_PAYLOAD', `${field} must be a text of 1 to 256 characters`)
}

/** @throws {BridgeError} `INVALID_PAYLOAD` naming the `field`, for what no timer can wait. */
export function checkMilliseconds(field: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value < 2 ** 31) return value
  const text = `${field} must be 1 to 2147483647 milliseconds, not ${String(value)}`
  throw new BridgeError('INVALID_PAYLOAD', text)
}

function isId(value: unknown): value is Id {
  return Number.isSafeInteger(value) || isName(value, 64)
}

/** What should be an object, and is read as an empty one if it is not. */
export function asRecord(value: unknown): Params {
  return isRecord(value) ? value : {}
}

/** Untrusted JSON in, a message out, or `undefined` for what is not a JSON-RPC 2.0 message of ours. */
export function parseMessage(value: unknown): Message | undefined {
  const { jsonrpc, id, method, params, error, result } = asRecord(value)
  if (jsonrpc !== '2.0' || (id !== undefined && !isId(id))) return
  if (isName(method)) return { method, id, params: asRecord(params) }
  if (method !== undefined || id === undefined) return
  if (error === undefined && result === undefined) return
  return { id, result, error: error === undefined ? error : fromWireError(error) }
}

// JSON-RPC's own numbers, for readers that know no others. `data.code` is the truth.
const numbers: Readonly<Record<string, number>> = {
  INVALID_MESSAGE: -32600,
  UNSUPPORTED: -32601,
  INVALID_PAYLOAD: -32602,
}

/** The error in a reply of the other side; its own code where it gives one. */
export function fromWireError(error: unknown): BridgeError {
  const { code: number, message, data: told } = asRecord(error)
  const { code: own, outcome, retryable, data } = asRecord(told)
  const code = isName(own, 64)
    ? own
    : (Object.keys(numbers).find((name) => numbers[name] === number) ?? 'HANDLER_FAILED')
  return new BridgeError(code, typeof message === 'string' ? message : code, {
    stage: 'received',
    outcome: outcome === 'unknown' ? outcome : 'none',
    retryable: retryable === true,
    data,
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
  return `${head}"id":${idText(id)},"method":"${method}","params":${params}}`
}

export function encodeNotification(method: string, params: string): string {
  return `${head}"method":"${method}","params":${params}}`
}

export function encodeReply(id: Id, result: string): string {
  return `${head}"id":${idText(id)},"result":${result}}`
}

export function encodeError(id: Id, error: BridgeError): string {
  return `${head}"id":${idText(id)},"error":${JSON.stringify(toWireError(error))}}`
}

function idText(id: Id): string | number {
  return typeof id === 'number' ? id : JSON.stringify(id)
}

/** `params` of `event`: the payload and the meta are JSON text already. */
export function eventParams(type: string, payload: string, meta?: Meta): string {
  return `{"type":${JSON.stringify(type)},"payload":${payload}${metaText(meta)}}`
}

export function appEventParams(event: string, data: string, meta: Meta): string {
  return `{"event":${JSON.stringify(event)},"data":${data}${metaText(meta)}}`
}

function metaText(meta: Meta | undefined): string {
  return meta ? `,"_meta":${JSON.stringify(meta)}` : ''
}

/** Reads `_meta` from untrusted params: what has the wrong shape counts as absent. */
export function readMeta(params: Params): Meta {
  const { key, silence } = asRecord(params._meta)
  return {
    key: isName(key) ? key : undefined,
    silence: typeof silence === 'number' && silence > 0 ? silence : undefined,
  }
}

/** Why the other side ends the session, from untrusted params. */
export function reasonOf({ reason }: Params): string {
  return isName(reason, 64) ? reason : 'closed'
}
