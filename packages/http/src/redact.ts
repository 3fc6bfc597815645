import { isRecord } from './check.js'

/** Members that hold secrets, whatever they are written like: `oauth.api.secret`, `accessToken`, `Set-Cookie`. */
const SECRET_NAME =
  /secret|passw|token|authorization|cookie|credential|signature|(api|private)[-._]?key|\.key$|^code$/i

const HIDDEN = '[hidden]'

function isSecret(name: string, member: unknown): boolean {
  return SECRET_NAME.test(name) && member !== null && typeof member !== 'boolean'
}

/** A copy of `value` for logs and errors: what stands in members that are named like secrets is hidden. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name, member) ? HIDDEN : redact(member),
    ]),
  )
}

/** The texts that {@link redact} hides, for {@link hideSecrets}: a server may say them in other places. */
export function secretsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    isSecret(name, member) ? textsIn(member) : secretsIn(member),
  )
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  // Switches are written as text too, and are no secret in any other place.
  return text === 'true' || text === 'false' ? [] : [text]
}

/** `text` without any of the secrets that the caller knows; short ones would hide every other letter. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
}
