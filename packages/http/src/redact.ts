import { isRecord } from './check.js'

/** Members that hold secrets, whatever they are written like: `oauth.api.secret`, `accessToken`, `Set-Cookie`. */
const SECRET_NAME =
  /secret|passw|token|authorization|cookie|credential|signature|api[-._]?key|private[-._]?key|^code$/i

const HIDDEN = '[hidden]'

/** A copy of `value` for logs and errors: what stands in members that are named like secrets is hidden. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isTold = member === null || typeof member === 'boolean'
      return [name, SECRET_NAME.test(name) && !isTold ? HIDDEN : redact(member)]
    }),
  )
}

/** `text` without any of the secrets that the caller knows; short ones would hide every other letter. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
}
