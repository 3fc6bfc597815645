import { type BridgeError, isRecord } from '@drawbridge/core'
import { toErrorBody } from '../errors.js'
import { type Body, CUSTOM_EVENT, hostEnvelope, LOGIN, PAY } from '../wire.js'

/** A request of the miniapp that waits for its answer. */
export interface Asked {
  readonly method: string
  /** The type of a custom event. */
  readonly type: string
  /** Missing where the miniapp only listens for what comes. */
  readonly id: number | string | undefined
}

/** What a host says, in the form of one kind of Boxo host. */
export interface HostWords {
  answer(asked: Asked, result: unknown): readonly Body[]
  refusal(asked: Asked, error: BridgeError): readonly Body[]
  push(method: string, data: Body): readonly Body[]
}

/** Members of an answer that would be read as something else. */
const reserved = ['error_type', 'request_id']

/** An object stands for itself; whatever could be misread goes into one, and is never spread. */
function plainBody(value: unknown): Body {
  if (value === null || value === undefined) return {}
  if (isRecord(value) && !reserved.some((name) => Object.hasOwn(value, name))) return value
  return { payload: value }
}

function errorBody({ method, id }: Asked, error: BridgeError): Body {
  const body = toErrorBody(error, method === LOGIN)
  // A payment is known by its token, on errors too.
  return method === PAY ? { ...body, transactionToken: id } : body
}

/** A web page around a frame: what comes from a handler of custom events stands flat. */
export const webWords: HostWords = {
  answer: ({ method, id }, result) => [hostEnvelope(method, plainBody(result), id)],
  refusal: (asked, error) => [hostEnvelope(asked.method, errorBody(asked, error), asked.id)],
  // Some miniapps look at `detail.handler`, others at the documented `detail.type`: each finds one of the two.
  push: (method, data) => [hostEnvelope(method, data), { type: method, data }],
}

/** A native app around a webview: details of `AppBoxoWebAppEvent`, with custom events under `payload`. */
export const nativeWords: HostWords = {
  answer({ method, type, id }, result) {
    const data =
      method === CUSTOM_EVENT
        ? { type, ...(result !== null && result !== undefined && { payload: result }) }
        : plainBody(result)
    return [{ type: method, data: withId(data, id, method) }]
  },
  refusal(asked, error) {
    const { method, type, id } = asked
    const data = { ...(method === CUSTOM_EVENT && { type }), ...errorBody(asked, error) }
    return [{ type: method, data: withId(data, id, method) }]
  },
  // Zero says that nobody asked.
  push: (method, data) => [
    { type: method, data: method === CUSTOM_EVENT ? { request_id: 0, ...data } : data },
  ],
}

function withId(data: Body, id: number | string | undefined, method: string): Body {
  return id === undefined || method === PAY ? data : { ...data, request_id: id }
}
