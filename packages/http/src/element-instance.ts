import { requireAddress } from './address.js'
import { encodeObject, invalid, isRecord, requireText } from './check.js'
import { parseJson } from './parse-json.js'
import { secretsIn } from './redact.js'

export interface NewInstance {
  readonly element: { readonly key: string }
  /** What the provider's grant gave; absent for elements without OAuth. */
  readonly providerData?: { readonly code: string }
  readonly configuration: InstanceConfiguration
  readonly tags?: readonly string[]
  readonly name: string
}

/** What is known by name is checked; every other key passes as it is. */
export interface InstanceConfiguration {
  readonly 'oauth.callback.url'?: string
  readonly 'oauth.api.key'?: string
  readonly 'oauth.api.secret'?: string
  /** @default false */
  readonly 'event.notification.enabled'?: boolean
  /** Where events are posted to; needed when they are enabled. */
  readonly 'event.notification.callback.url'?: string
  /** Signs what is posted there. */
  readonly 'event.notification.signature.key'?: string
  readonly 'events.list.ids'?: string
  readonly 'event.vendor.type'?: 'webhooks' | 'polling'
  /** Minutes. */
  readonly 'event.poller.refresh_interval'?: number
  /** For each resource, as an object or as its JSON text. */
  readonly 'event.poller.configuration'?: object | string
  readonly [key: `event.poller.${string}`]: unknown
  readonly [key: string]: unknown
}

export interface Instance {
  readonly id: number
  readonly name: string
  /** Authorizes calls to this instance: a secret. */
  readonly token: string
  readonly element?: {
    readonly id: number
    readonly key: string
    readonly [field: string]: unknown
  }
  readonly valid?: boolean
  readonly disabled?: boolean
  readonly eventsEnabled?: boolean
  /** As it was sent, secrets included; booleans come back as text. */
  readonly configuration?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

export interface ElementEvent {
  readonly id: number
  readonly eventDate?: string
  readonly status?: 'NEW' | 'RECEIVED' | 'DISPATCHED' | 'CONSUMED' | 'NOTIFIED' | (string & {})
  readonly providerData?: unknown
  readonly notifiedData?: readonly unknown[]
  readonly [field: string]: unknown
}

interface Encoded {
  readonly body: string
  /** What is secret in it. */
  readonly secrets: readonly string[]
}

/** @throws {BridgeError} `INVALID_PAYLOAD` that names the key. */
export function encodeInstance(given: NewInstance | string): Encoded {
  const instance = typeof given === 'string' ? parseJson(given, 'The instance') : given
  if (!isRecord(instance)) throw invalid('instance', 'must be an object, or its JSON text')
  const { element, providerData, configuration, tags, name } = instance
  requireText(isRecord(element) ? element.key : undefined, 'element.key')
  requireText(name, 'name')
  if (providerData !== undefined)
    requireText(isRecord(providerData) ? providerData.code : undefined, 'providerData.code', 4_096)
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')))
    throw invalid('tags', 'must be a list of texts')
  checkConfiguration(configuration)
  const full = { 'event.notification.enabled': false, ...configuration }
  if (full['event.notification.enabled'] && !full['event.notification.callback.url'])
    throw invalid(
      'event.notification.callback.url',
      'is needed when event.notification.enabled is true: where the events go',
    )
  const whole = { ...instance, configuration: full }
  return { body: encodeObject(whole, 'instance'), secrets: secretsIn(whole) }
}

/** @throws {BridgeError} `INVALID_PAYLOAD` that names the key. */
export function encodePatch(changes: { readonly configuration: InstanceConfiguration }): Encoded {
  if (!isRecord(changes)) throw invalid('changes', 'must be an object')
  checkConfiguration(changes.configuration)
  return { body: encodeObject(changes, 'changes'), secrets: secretsIn(changes) }
}

function checkConfiguration(given: unknown): asserts given is InstanceConfiguration {
  if (!isRecord(given)) throw invalid('configuration', 'must be an object')
  for (const [key, value] of Object.entries(given)) checks[key]?.(value, key)
}

const text = (value: unknown, key: string): void => void requireText(value, key, 4_096)

const checks: Readonly<Record<string, (value: unknown, key: string) => void>> = {
  'oauth.callback.url'(value, key) {
    // An app's own scheme is a good answer too.
    if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]*:\S+$/i.test(value))
      throw invalid(key, 'must be a whole address')
  },
  'oauth.api.key': text,
  'oauth.api.secret': text,
  'event.notification.enabled'(value, key) {
    if (typeof value !== 'boolean') throw invalid(key, 'must be true or false, without quotes')
  },
  'event.notification.callback.url': (value, key) => void requireAddress(value, key),
  'event.notification.signature.key': text,
  'events.list.ids': text,
  'event.vendor.type'(value, key) {
    if (value !== 'webhooks' && value !== 'polling')
      throw invalid(key, "must be 'webhooks' or 'polling'")
  },
  'event.poller.refresh_interval'(value, key) {
    if (typeof value !== 'number' || !(value > 0)) throw invalid(key, 'must be a number of minutes')
  },
  'event.poller.configuration'(value, key) {
    const parsed = typeof value === 'string' ? parseJson(value, key) : value
    if (!isRecord(parsed)) throw invalid(key, 'must be an object, or its JSON text')
  },
}
