import { asRecord, isName } from '@drawbridge/core'

/** A body as it is on the wire. */
export type Body = Readonly<Record<string, unknown>>

/** What a host said: `id` is missing in what it says by itself. */
export interface HostWord {
  readonly method: string
  readonly data: Body
  readonly id: number | string | undefined
}

/** The one method whose name matters for the form of a message: what an app and its host agree on by themselves. */
export const CUSTOM_EVENT = 'AppBoxoWebAppCustomEvent'
export const INIT_DATA = 'AppBoxoWebAppGetInitData'
export const PAY = 'AppBoxoWebAppPay'
export const LOGIN = 'AppBoxoWebAppLogin'
export const LOGOUT = 'AppBoxoWebAppLogout'
export const THEME = 'appboxo-theme-change'

/** The event that carries what a native host says, on the window of the miniapp. */
export const NATIVE_EVENT = 'AppBoxoWebAppEvent'

const FROM_MINIAPP = 'appboxo-js-sdk'
const FROM_HOST = 'appboxo-host-response'
/** The version of the published SDK whose wire this is. */
const SDK_VERSION = '1.9.0'

/** A miniapp in a frame posts this to its parent; in a webview it hands over method and params alone. */
export function miniappEnvelope(method: string, params: Body): Body {
  return { handler: method, params, type: FROM_MINIAPP, sdkVersion: SDK_VERSION }
}

export function readMiniappEnvelope(
  message: unknown,
): { readonly method: string; readonly params: Body } | undefined {
  const { type, handler, params, request_id: id } = asRecord(message)
  if (type !== FROM_MINIAPP || typeof handler !== 'string') return
  const body = asRecord(params)
  // Older pages put it beside the params.
  return { method: handler, params: isId(id) ? { ...body, request_id: id } : body }
}

/** A web host's word. The id stands in both places: one is read by the published SDK, the other by its host. */
export function hostEnvelope(method: string, data: Body, id?: number | string): Body {
  const isAnswer = id !== undefined
  return {
    type: FROM_HOST,
    handler: method,
    data: isAnswer ? { ...data, request_id: id } : data,
    ...(isAnswer && { request_id: id }),
  }
}

/** @returns `undefined` for what is no word of a web host. */
export function readHostEnvelope(message: unknown): HostWord | undefined {
  const { type, handler, data, request_id: id, theme } = asRecord(message)
  if (type === THEME) return themeWord(theme)
  if (type !== FROM_HOST || typeof handler !== 'string') return
  return hostWord(handler, asRecord(data), id)
}

/** The `detail` of the event by which a native host speaks. */
export function readNativeDetail(detail: unknown): HostWord | undefined {
  const { type, data, theme } = asRecord(detail)
  if (type === THEME) return themeWord(theme)
  return typeof type === 'string' ? hostWord(type, asRecord(data)) : undefined
}

function themeWord(theme: unknown): HostWord {
  return { method: THEME, data: { theme }, id: undefined }
}

function hostWord(method: string, body: Body, beside?: unknown): HostWord {
  const { request_id: inside, ...data } = body
  const id = [inside, beside].find(isId)
  return { method, data, id }
}

/** Zero and empty text mean that there is no id. */
export function isId(value: unknown): value is number | string {
  return (typeof value === 'number' || typeof value === 'string') && Boolean(value)
}

/** The methods that InitData lists: two members, of which either may be missing. */
export function methodsIn({ data }: Body): readonly string[] {
  const { handlers, capabilities } = asRecord(data)
  return [handlers, capabilities].flat().filter((name) => isName(name))
}
