/** Where a value is read: the parsed body, a header, or the query string of the URL. */
export type Source = 'body' | 'header' | 'query'

/** One value of a request. `path` is a query for the body, else the name of the header or parameter. */
export interface Place {
  readonly source: Source
  readonly path: string
}

export interface EventPart extends Partial<Place> {
  /** Used where the request has no value; alone it is a fixed text. */
  readonly default?: string
}

export interface EventExtraction extends Partial<Place> {
  /** Several values make the name; wins over `path`. A missing part goes together with its separator. */
  readonly compositeStrategy?: {
    readonly parts: readonly EventPart[]
    /** @default '.' */
    readonly separator?: string
  }
  /** Read when the first place, or every part, is empty. */
  readonly fallback?: Place
  /** The provider's names on the left, yours on the right. */
  readonly map?: Readonly<Record<string, string>>
  /** States that a name outside of the signed bytes is meant, and silences the warning. */
  readonly allowUnsigned?: boolean
}

export interface TransactionPaths {
  readonly path?: string
  readonly source?: Source
  /** The first that is not empty counts; all of them joined with `separator` or `mode: 'join'`. */
  readonly paths?: readonly (string | Place)[]
  readonly separator?: string
  readonly mode?: 'first' | 'join'
}

export interface TransactionId extends TransactionPaths {
  /**
   * What stands in for a missing id. `generate`: a random one, which is never a duplicate. `hash`: SHA-256 of
   * the body. `none`: no id, no dedupe.
   *
   * @default 'none'
   */
  readonly fallback?: 'generate' | 'hash' | 'none'
  /** By event name. */
  readonly overrides?: Readonly<Record<string, TransactionPaths>>
}

export type TimestampFormat = 'unix-s' | 'unix-ms' | 'rfc3339'

export interface TimestampRule {
  /** The header that has it. */
  readonly headerName?: string
  /** The field of the signature header that has it, in place of a header. */
  readonly field?: string
  /** @default whichever of the three it looks like */
  readonly format?: TimestampFormat
  /** Seconds that it may be behind or ahead. @default 300 */
  readonly tolerance?: number
}

export interface HmacVerification {
  readonly type: 'hmac-sha256' | 'hmac-sha1'
  /** The header with the signature. Not with `pairs`. */
  readonly headerName?: string
  /** The name under which the secret is found, never the secret. Not with `pairs`. */
  readonly secretKey?: string
  /** Several headers, each with its own key; one that is right is enough. */
  readonly pairs?: readonly { readonly headerName: string; readonly secretKey: string }[]
  /** @default 'hex' */
  readonly encoding?: 'hex' | 'base64'
  /** The text before each signature, required if given. @default `sha256=` or `sha1=`, stripped if there */
  readonly prefix?: string
  /** The signed bytes, made of `{body}`, `{timestamp}`, `{id}` and literal text. @default '{body}' */
  readonly signedPayload?: string
  /** How to find signatures in a header that holds more than one thing, like `t=1,v1=ab,v1=cd`. */
  readonly signature?: {
    /** Between the items. */
    readonly separator: string
    /** The name of the items that are signatures. */
    readonly field?: string
    /** Between name and value of an item. @default '=' */
    readonly fieldSeparator?: string
  }
  /** The short spelling of `timestamp: { headerName }`. */
  readonly timestampHeader?: string
  readonly timestamp?: TimestampRule
  /** The header that gives `{id}`. */
  readonly idHeader?: string
  /** @default 'utf8' */
  readonly secretEncoding?: 'utf8' | 'base64'
  /** Stripped from the secret, if there, before it is decoded. */
  readonly secretPrefix?: string
}

export interface TokenVerification {
  readonly type: 'header-token'
  readonly headerName: string
  readonly secretKey: string
  /** The text before the token, required if given; several when any of them is right. `''` for none. */
  readonly prefix?: string | readonly string[]
}

export type Verification = HmacVerification | TokenVerification | { readonly type: 'none' }

export interface ChallengeResponse {
  /** A field of the body, or a query. */
  readonly identifyField?: string
  readonly identifyValue?: string
  readonly challengePath?: string
  /** The answer is JSON with this field; plain text without. */
  readonly responseField?: string
  /** Answers also when the provider does not sign its challenge. */
  readonly unverified?: boolean
  /** A handshake by GET. */
  readonly get?: {
    /** The parameter that is echoed: `challenge`, `hub.challenge`. */
    readonly challengeParam: string
    /** The parameter that has to hold the secret named by `secretKey`: `hub.verify_token`. */
    readonly tokenParam?: string
    readonly secretKey?: string
  }
}

export const customerFields = [
  'firstName',
  'lastName',
  'primaryEmail',
  'primaryPhone',
  'code',
  'avatar',
  'sex',
  'birthDate',
  'position',
  'department',
  'state',
] as const

export type CustomerField = (typeof customerFields)[number]
export type CustomerMapping = Readonly<Partial<Record<CustomerField, string>>>

export interface CustomerExtraction {
  /** @default '$' */
  readonly basePath?: string
  /** Our fields on the left; on the right the provider's, relative to the base. */
  readonly mapping: CustomerMapping
  /** By event name; what an override leaves out is as above. */
  readonly overrides?: Readonly<
    Record<string, { readonly basePath?: string; readonly mapping?: CustomerMapping }>
  >
}

/** The `webhook` object of a miniapp: everything about a provider's webhooks, as JSON. */
export interface WebhookDefinition {
  readonly eventExtraction: EventExtraction
  /** Has to be there: `{ type: 'none' }` says that it is not wanted. */
  readonly verification: Verification
  readonly transactionId?: TransactionId
  readonly challengeResponse?: ChallengeResponse
  readonly customerExtraction?: CustomerExtraction
  /** @default 200 and `{ ok: true }` */
  readonly response?: {
    readonly statusCode?: number
    readonly body?: unknown
  }
  /** Where the tenant's name is, for secrets by tenant. The body is not verified when it is read. */
  readonly tenant?: Place
  /** The field of a form body that holds the payload as JSON. */
  readonly formField?: string
  /** Seconds over which the provider repeats a delivery, to be compared with our memory. */
  readonly retryHorizon?: number
  /** `false` looks like an unknown webhook from outside. */
  readonly enabled?: boolean
}
