import { decodeKey } from '@drawbridge/http/server'

/** What a sender wants to have delivered. */
export interface BridgeEvent {
  readonly appId: string
  readonly clientId: string
  readonly type: string
  readonly payload: Record<string, unknown>
  readonly key: string | undefined
}

/** The event in a request, or what is wrong with it. */
export function readEvent(text: string, keyHeader: string | null): BridgeEvent | string {
  const body = parse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return 'The body must be a JSON object'
  const { app_id, client_id, event_type, payload } = body as Record<string, unknown>
  for (const [name, value] of Object.entries({ app_id, client_id, event_type }))
    if (typeof value !== 'string' || value.length === 0 || value.length > 256)
      return `${name} must be a text of 1 to 256 characters`
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return 'payload must be an object'
  const key = keyHeader === null ? undefined : decodeKey(keyHeader)
  if (keyHeader !== null && key === undefined)
    return 'Idempotency-Key must be a quoted text of 1 to 256 printable ASCII characters'
  return {
    appId: app_id as string,
    clientId: client_id as string,
    type: event_type as string,
    payload: payload as Record<string, unknown>,
    key,
  }
}

/**
 * What the receiver gets: written anew, since a body that names a field twice may mean one thing here and another there.
 */
export function encodeEvent({ appId, clientId, type, payload }: BridgeEvent): string {
  return JSON.stringify({ app_id: appId, client_id: clientId, event_type: type, payload })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return
  }
}
