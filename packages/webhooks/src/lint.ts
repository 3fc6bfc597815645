import type { EventExtraction, Place, TransactionId, WebhookDefinition } from './definition.js'
import type { AckMode } from './options.js'

export interface LintWarning {
  /** The field that it is about. */
  readonly path: string
  readonly rule:
    | 'no-verification'
    | 'weak-hash'
    | 'unsigned-event-name'
    | 'unsigned-tenant'
    | 'unsigned-id'
    | 'unsigned-timestamp'
    | 'unverified-challenge'
    | 'generate-is-no-dedupe'
    | 'no-dedupe'
    | 'memory-too-short'
    | 'immediate-loses'
  /** What can happen, and what to do. */
  readonly message: string
}

export interface LintContext {
  readonly rememberMs?: number
  readonly ack?: AckMode
}

/** Names what is legal in a definition and unsafe. The definition has to be a valid one. */
export function lintWebhook(
  definition: WebhookDefinition,
  { rememberMs, ack }: LintContext = {},
): LintWarning[] {
  const { verification, eventExtraction, transactionId, tenant, retryHorizon } = definition
  const isUnsigned = unsignedIn(definition)
  const warnings: LintWarning[] = []
  const warn = (path: string, rule: LintWarning['rule'], message: string): void => {
    warnings.push({ path, rule, message })
  }

  if (verification.type === 'none')
    warn('verification.type', 'no-verification', 'anybody can send events. Give the signature')
  if (verification.type === 'hmac-sha1')
    warn('verification.type', 'weak-hash', 'take hmac-sha256 where the provider offers it')
  if (hasUnsignedTime(definition))
    warn(
      'verification.signedPayload',
      'unsigned-timestamp',
      'a captured request can be sent again with a new time. Sign {timestamp}, or rely on transactionId alone',
    )
  if (!eventExtraction.allowUnsigned && eventPlaces(eventExtraction).some(isUnsigned))
    warn(
      'eventExtraction',
      'unsigned-event-name',
      'the signature does not cover the place of the name, so a captured request can be sent again as another event. Read it from the body, or set allowUnsigned',
    )
  if (tenant && isUnsigned(tenant))
    warn(
      'tenant',
      'unsigned-tenant',
      'the signature does not cover the place of the tenant: with a secret that all share, a request can be sent again to another tenant. Give every tenant its own secret',
    )
  if (definition.challengeResponse?.unverified && verification.type !== 'none')
    warn(
      'challengeResponse.unverified',
      'unverified-challenge',
      'anybody gets their challenge echoed. Remove it if the provider signs its challenge',
    )

  if (transactionId?.fallback === 'generate')
    warn(
      'transactionId.fallback',
      'generate-is-no-dedupe',
      "a generated id is never a duplicate, so repetitions run again. Take 'hash', or 'none' to say so",
    )
  if (!transactionId || idPlaces(transactionId).length === 0) {
    if (transactionId?.fallback !== 'hash')
      warn('transactionId', 'no-dedupe', 'repetitions run again. Say where the id is')
  } else if (idPlaces(transactionId).some(isUnsigned)) {
    warn(
      'transactionId',
      'unsigned-id',
      'the signature does not cover the place of the id, so a captured request can be sent again as a new one. Read it from the body where it has one',
    )
  }
  if (rememberMs !== undefined && retryHorizon !== undefined && rememberMs < retryHorizon * 1_000)
    warn(
      'retryHorizon',
      'memory-too-short',
      `the provider repeats for ${retryHorizon} s, and rememberMs is ${rememberMs}. Raise rememberMs`,
    )
  if (ack === 'immediate')
    warn('ack', 'immediate-loses', 'a crash or a failure loses events that were acknowledged')
  return warnings
}

/** With a token in a header nothing is signed, and whoever has seen a request can make any other. */
function unsignedIn({ verification }: WebhookDefinition): (place: Place) => boolean {
  if (verification.type === 'none' || verification.type === 'header-token') return () => false
  const { signedPayload = '{body}', idHeader, timestampHeader, timestamp } = verification
  const signed = [
    signedPayload.includes('{id}') ? idHeader : undefined,
    signedPayload.includes('{timestamp}') ? (timestamp?.headerName ?? timestampHeader) : undefined,
  ].map((name) => name?.toLowerCase())
  return ({ source, path }) =>
    source === 'query' || (source === 'header' && !signed.includes(path.toLowerCase()))
}

function hasUnsignedTime({ verification }: WebhookDefinition): boolean {
  if (verification.type === 'none' || verification.type === 'header-token') return false
  const { signedPayload = '{body}', timestampHeader, timestamp } = verification
  return Boolean(timestampHeader ?? timestamp) && !signedPayload.includes('{timestamp}')
}

function eventPlaces({ source, path, compositeStrategy, fallback }: EventExtraction): Place[] {
  const primary = compositeStrategy?.parts ?? [{ source, path }]
  return [
    ...primary.flatMap(({ source = 'body', path }) => (path === undefined ? [] : { source, path })),
    ...(fallback ? [fallback] : []),
  ]
}

function idPlaces(rule: TransactionId): Place[] {
  return [rule, ...Object.values(rule.overrides ?? {})].flatMap((paths) =>
    [paths.paths ?? paths.path ?? []]
      .flat()
      .map((entry) =>
        typeof entry === 'string'
          ? { source: paths.source ?? rule.source ?? 'body', path: entry }
          : entry,
      ),
  )
}
