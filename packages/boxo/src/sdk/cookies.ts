import type { Body } from '../wire.js'

/** Names under which miniapps look for what the host told; one of them is misspelt wherever it is read. */
const cookieOf = {
  app_id: 'ab_app_id',
  client_id: 'ab_client_id',
  payload: 'ab_payload',
  token: 'ab_token',
  refresh_token: 'ab_refesh_token',
  sandbox_mode: 'ab_sandbox_mode',
} as const

/** Keeps what the host told for as long as the browser runs. What it did not tell is left as it is. */
export function keepInitData(data: Body): void {
  for (const [field, name] of Object.entries(cookieOf)) {
    const value = data[field]
    if (value !== undefined && value !== null) set(name, encodeURIComponent(String(value)))
  }
}

export function forgetToken(): void {
  set(cookieOf.token, '; expires=Thu, 01 Jan 1970 00:00:00 GMT')
}

function set(name: string, rest: string): void {
  if (typeof document !== 'object') return
  // biome-ignore lint/suspicious/noDocumentCookie: miniapps and their servers read these cookies.
  document.cookie = `${name}=${rest}; path=/`
}
