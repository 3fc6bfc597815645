import { BridgeError } from '@drawbridge/core/errors'
import type { Answer } from './caller.js'
import { isRecord, tryParse } from './check.js'
import { hideSecrets, redact } from './redact.js'

export interface HttpErrorHints {
  /** Who answered, for the message. */
  readonly server: string
  /** What may be known about a status, as the next step. */
  readonly remedies?: Readonly<Record<number, string>>
  /** Texts that must never be seen. */
  readonly secrets?: readonly string[]
  /** The same call may be made again, whatever this one did. */
  readonly hasKey?: boolean
}

/** An answer that is no success, as an error: its status, and what the server said, without secrets. */
export function httpError(answer: Answer, hints: HttpErrorHints): BridgeError {
  const { status, text, retryAfter } = answer
  const { server, remedies = {}, secrets = [], hasKey = false } = hints
  const isUnknown = status >= 500 || answer.mayBeDone === true
  const said = redact(tryParse(hideSecrets(text, secrets)))
  const message = isRecord(said) && typeof said.message === 'string' ? `: ${said.message}` : ''
  const remedy = remedies[status] ?? general(status)
  return new BridgeError('HTTP_ERROR', `${server} answered ${status}${message}. ${remedy}`, {
    data: { status, ...(said !== undefined && { body: said }), ...(retryAfter && { retryAfter }) },
    outcome: isUnknown ? 'unknown' : 'none',
    retryable: (status === 429 || status >= 500) && (hasKey || !isUnknown),
    transport: 'http',
  })
}

function general(status: number): string {
  // A browser hides the status of a redirect.
  if (status === 0 || (status >= 300 && status < 400))
    return 'It redirects; write the address that it redirects to'
  if (status === 401 || status === 403) return 'Check the credentials'
  if (status === 404) return 'Check the address'
  if (status === 429) return 'Repeat later'
  return status >= 500 ? 'Look at the server, repeat later' : 'Correct the request'
}
