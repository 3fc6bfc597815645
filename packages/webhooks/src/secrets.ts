import { BridgeError } from '@drawbridge/core/errors'
import { type Bytes, decodeBase64, encodeText } from './bytes.js'
import type { Verification, WebhookDefinition } from './definition.js'
import { Refusal } from './refusal.js'

/** Named secrets: one, or several while the old one is being replaced. */
export type SecretBag = Readonly<Record<string, unknown>>

export interface SecretFormat {
  readonly secretEncoding?: 'utf8' | 'base64' | undefined
  readonly secretPrefix?: string | undefined
}

const MAX_SECRETS = 8

/** Looks a name up in the tenant's credentials and then in the app's config; absent in both: undefined. */
export function findSecret(
  key: string,
  credentials: SecretBag | undefined,
  config: SecretBag | undefined,
): unknown {
  for (const bag of [credentials, config])
    if (bag && Object.hasOwn(bag, key) && bag[key] !== undefined) return bag[key]
  return
}

/**
 * The texts of a secret.
 *
 * @throws {Refusal} `secret-missing`: with an empty secret anybody could sign.
 */
export function secretTexts(key: string, value: unknown): string[] {
  const texts = (Array.isArray(value) ? value : [value]).slice(0, MAX_SECRETS)
  if (texts.length === 0 || !texts.every(isUsable))
    throw new Refusal('secret-missing', `"${key}" is absent or empty in credentials and config`)
  return texts
}

/** @throws {Refusal} `secret-missing` for one that cannot be decoded. */
export function secretBytes(key: string, text: string, format: SecretFormat): Bytes {
  const { secretEncoding = 'utf8', secretPrefix = '' } = format
  const bare = text.startsWith(secretPrefix) ? text.slice(secretPrefix.length) : text
  const bytes = secretEncoding === 'utf8' ? encodeText(bare) : decodeBase64(bare)
  if (!bytes || bytes.length === 0)
    throw new Refusal('secret-missing', `"${key}" is empty or not ${secretEncoding}`)
  return bytes
}

function isUsable(text: unknown): text is string {
  return typeof text === 'string' && text.trim() !== ''
}

/**
 * Looks at the secrets that are there when a receiver is made.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for one that is empty, cannot be decoded, or can come from nowhere.
 */
export function checkSecrets(
  {
    verification,
    challengeResponse,
  }: Pick<WebhookDefinition, 'verification' | 'challengeResponse'>,
  { config, credentials }: { readonly config?: SecretBag; readonly credentials?: unknown },
): void {
  const format =
    'secretEncoding' in verification || 'secretPrefix' in verification ? verification : {}
  const handshakeKey = challengeResponse?.get?.secretKey
  check(secretKeysOf(verification), format)
  if (handshakeKey !== undefined) check([handshakeKey], {})

  function check(keys: readonly string[], format: SecretFormat): void {
    for (const key of keys) {
      const value = findSecret(key, undefined, config)
      if (value === undefined && credentials) continue
      try {
        for (const text of secretTexts(key, value)) secretBytes(key, text, format)
      } catch (cause) {
        const what = `The secret config.${key} cannot be used: ${(cause as Error).message}`
        throw new BridgeError(
          'INVALID_PAYLOAD',
          `${what}. Give it in config, or give credentials`,
          {
            data: { path: `config.${key}` },
          },
        )
      }
    }
  }
}

/** The names of the secrets that a rule needs. */
export function secretKeysOf(rule: Verification): string[] {
  if (rule.type === 'none') return []
  if (rule.type === 'header-token') return [rule.secretKey]
  return (rule.pairs ?? [rule]).map(({ secretKey }) => secretKey as string)
}
