/** Why a request was not taken; the log has it, the response does not. */
export const refusalStatus = {
  'unknown-webhook': 404,
  'wrong-method': 405,
  'body-too-slow': 408,
  'body-too-large': 413,
  'wrong-content-type': 415,
  'body-broken': 400,
  'body-unparseable': 400,
  'id-unreadable': 400,
  'challenge-invalid': 400,
  'signature-missing': 401,
  'signature-malformed': 401,
  'signature-wrong': 401,
  'timestamp-missing': 401,
  'timestamp-malformed': 401,
  'timestamp-stale': 401,
  'timestamp-future': 401,
  'id-missing': 401,
  'token-missing': 401,
  'token-wrong': 401,
  'unknown-tenant': 401,
  'body-consumed': 500,
  'internal-error': 500,
  'secret-missing': 500,
  'tenant-lookup-failed': 503,
  'store-down': 503,
  'queue-down': 503,
  'still-running': 503,
  'work-failed': 503,
  'work-too-slow': 503,
} as const

export type RefusalReason = keyof typeof refusalStatus

/** Thrown inside a receiver and turned into a response at its edge; it never leaves the package. */
export class Refusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.name = 'Refusal'
    this.reason = reason
  }
}
