import type { Credentials } from '@drawbridge/http/server'
import type { SigningOptions } from '@drawbridge/http/signing'

/** Everything that the platform knows of its apps, as plain data. */
export interface PlatformConfig {
  readonly miniapps?: readonly MiniappConfig[]
  readonly hosts?: readonly HostConfig[]
  /** Which miniapp may exchange events with which host; a pair that is not listed may not. */
  readonly partnerships?: readonly PartnershipConfig[]
  /** Who may sign in to send app events. */
  readonly users?: readonly UserConfig[]
  readonly listeners?: readonly UrlListenerConfig[]
  /** Signs the users' tokens, 32 characters or more. A new one with each start by default. */
  readonly tokenSecret?: string
  /** For the page with deliveries. Without a password it is shown on this machine only. */
  readonly admin?: { readonly password: string }
  readonly limits?: Limits
}

export interface MiniappConfig extends SenderConfig {
  readonly appId: string
}

export interface HostConfig extends SenderConfig {
  readonly clientId: string
  /** Before the credentials of this host's own requests. @default 'Token' */
  readonly prefix?: string
}

export interface SenderConfig {
  /** Authorizes requests to its receiver; a host also shows it with its own requests. */
  readonly secretKey: string
  /** Addresses and ranges (`10.0.0.0/8`) that it may send from. */
  readonly allowedAddresses?: readonly string[]
  /** How its requests are signed. A miniapp needs this or `allowedAddresses`; where both are given, both must hold. */
  readonly signing?: SigningOptions
  /** Where events for it go. */
  readonly receiver?: ReceiverConfig
}

export interface ReceiverConfig {
  readonly url: string
  /** @default true */
  readonly enabled?: boolean
  /** @default { id: appId or clientId, secret: secretKey, prefix: 'Basic' } */
  readonly credentials?: Credentials
}

export interface PartnershipConfig {
  readonly appId: string
  readonly clientId: string
  /** @default true */
  readonly enabled?: boolean
}

export interface UserConfig {
  readonly id: string
  readonly username: string
  readonly email?: string
  readonly password: string
}

export interface ListenerConfig {
  readonly event: string
  /** The user's id: only this user's events come. */
  readonly user: string
  readonly flowId?: string
  /** JSON text; its variables are shown on the page with deliveries. */
  readonly eventDataExample?: string
}

export interface UrlListenerConfig extends ListenerConfig {
  /** Gets `{ event, user, flowId, correlationId, data }`, at least once. */
  readonly url: string
  readonly credentials?: Credentials
}

/** Durations in milliseconds, sizes in bytes. */
export interface Limits {
  /** Of a request. @default 1_000_000 */
  readonly bodyBytes?: number
  /** Of a receiver's answer. @default 1_000_000 */
  readonly answerBytes?: number
  /** How long a receiver may take. @default 10_000 */
  readonly receiverTimeout?: number
  /** From one address. @default 6_000 */
  readonly requestsPerMinute?: number
  /** From one address. @default 30 */
  readonly signInsPerMinute?: number
  /** App events that wait for their listeners. @default 1_000 */
  readonly queuedEvents?: number
  /** How long the outcome of a request with an `Idempotency-Key` is kept. @default 86_400_000 */
  readonly keyTtl?: number
}

export const defaultLimits: Required<Limits> = {
  bodyBytes: 1_000_000,
  answerBytes: 1_000_000,
  receiverTimeout: 10_000,
  requestsPerMinute: 6_000,
  signInsPerMinute: 30,
  queuedEvents: 1_000,
  keyTtl: 24 * 60 * 60_000,
}
