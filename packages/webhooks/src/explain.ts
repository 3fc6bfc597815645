import type { WebhookDefinition } from './definition.js'
import { type RefusalReason, refusalStatus } from './refusal.js'

/** What each refusal means for who looks after the receiver. */
const meanings: Readonly<Record<RefusalReason, string>> = {
  'unknown-webhook': 'no enabled webhook has this namespace, or the path is another one',
  'wrong-method': 'the receiver takes POST only',
  'body-too-slow': 'the body did not arrive within bodyTimeoutMs',
  'body-too-large': 'the body is over maxBodyBytes',
  'wrong-content-type': 'the content type is neither JSON nor a form',
  'body-broken': 'the connection broke, or a proxy cut the body',
  'body-unparseable': 'the body is not valid JSON or UTF-8, or lacks the formField',
  'id-unreadable': 'the body is nested too deeply',
  'challenge-invalid': 'the challenge is no text of 1 to 1000 characters',
  'signature-missing': 'the header with the signature did not arrive, or has another name there',
  'signature-malformed': 'the receiver expects another encoding or prefix, or got the header twice',
  'signature-wrong':
    'the secret there is another one, its definition is another one, or something changed the body on its way (a body parser, a proxy)',
  'timestamp-missing': 'the header with the time did not arrive',
  'timestamp-malformed': 'the receiver expects another format of time',
  'timestamp-stale': 'the clocks differ by more than the tolerance',
  'timestamp-future': 'the clocks differ by more than the tolerance',
  'id-missing': 'the header with the id did not arrive',
  'token-missing': 'the header with the token did not arrive',
  'token-wrong': 'the secret there is another one',
  'unknown-tenant': 'credentials() knows no tenant of the name in the sample',
  'body-consumed': 'something read the body first: mount the receiver ahead of body parsers',
  'internal-error': 'the log of the receiver has the error',
  'secret-missing': 'the secret is absent or empty in credentials and config',
  'tenant-lookup-failed': 'findTenant or credentials threw',
  'store-down': 'the dedupe store does not answer',
  'queue-down': 'the queue does not answer',
  'still-running': 'the same delivery is being worked on',
  'work-failed': 'the handler threw',
  'work-too-slow': 'the handler took longer than workLimitMs',
}

/** What an answer to a delivery can mean, one line each. */
export function explainAnswer(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: string,
  definition: WebhookDefinition,
): string[] {
  if (status >= 200 && status < 300)
    return [
      'Acknowledged. Accepted, repeated and uninteresting deliveries look alike: the log says which this was.',
    ]
  if (status >= 300 && status < 400)
    return [
      `Redirected to ${headers.get('location') ?? 'nowhere'}. Providers do not follow: give them the final address.`,
    ]
  const reasons = (Object.keys(meanings) as RefusalReason[]).filter(
    (reason) => refusalStatus[reason] === status && isPossible(reason, definition),
  )
  if (reasons.length === 0 || body !== '')
    return [
      'No receiver of this package answers like that: something in front of it does, a proxy or another route.',
    ]
  return [
    'Refused. The log of the receiver has one of these reasons:',
    ...reasons.map((reason) => `  ${reason}: ${meanings[reason]}`),
  ]
}

/** Whether a receiver of this definition can refuse for this reason at all. */
function isPossible(reason: RefusalReason, { verification, tenant }: WebhookDefinition): boolean {
  if (reason === 'unknown-tenant') return tenant !== undefined
  if (reason.startsWith('token-')) return verification.type === 'header-token'
  const isSigned = verification.type !== 'none' && verification.type !== 'header-token'
  if (reason.startsWith('signature-')) return isSigned
  if (reason.startsWith('timestamp-'))
    return isSigned && Boolean(verification.timestamp ?? verification.timestampHeader)
  return reason !== 'id-missing' || (isSigned && verification.idHeader !== undefined)
}
