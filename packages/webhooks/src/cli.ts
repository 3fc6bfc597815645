import { checkDefinition } from './check.js'
import type { WebhookDefinition } from './definition.js'
import { explainAnswer } from './explain.js'
import { lintWebhook } from './lint.js'
import type { LogEntry } from './log.js'
import type { WebhookEvent } from './options.js'
import { createWebhookReceiver } from './receiver.js'
import type { Sample } from './samples.js'
import { secretKeysOf } from './secrets.js'
import { signSample } from './sign.js'

export { providers } from './providers.js'
export { makeSamples, type Sample } from './samples.js'

export interface SendOptions {
  readonly url: string
  readonly definition: WebhookDefinition
  /** Unused where the definition verifies nothing. */
  readonly secret: string
  readonly sample: Sample
}

export interface Report {
  readonly isFine: boolean
  readonly lines: readonly string[]
}

const SLOWEST_MS = 30_000

/**
 * Sends what the provider of a definition would send, and says what became of it. The receiver keeps its reasons to
 * itself, so the sample is given to a receiver of the same definition here first: what that refuses is explained.
 */
export async function sendSample({
  url,
  definition,
  secret,
  sample,
}: SendOptions): Promise<Report> {
  const { body, headers = {} } = sample
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = await signSample(url, definition, { secret, body: text, headers })
  const { event, entry } = await tryHere(request.clone(), definition, secret)
  if (!event && entry?.reason !== 'uninteresting' && entry?.reason !== 'challenge')
    return {
      isFine: false,
      lines: [
        `Not sent: the sample does not fit the definition. ${entry?.reason}: ${entry?.detail}`,
      ],
    }
  const what = event
    ? `The event ${event.name}, id ${event.transactionId ?? 'none'}, tenant ${event.tenant ?? 'none'}`
    : `A sample with no event in it (${entry?.reason})`
  return { ...(await send(request, definition, what)) }
}

async function send(
  request: Request,
  definition: WebhookDefinition,
  what: string,
): Promise<Report> {
  let response: Response
  let body: string
  try {
    const signal = AbortSignal.timeout(SLOWEST_MS)
    response = await fetch(request, { redirect: 'manual', signal })
    body = await response.text()
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? cause.message || cause.name : message
    return { isFine: false, lines: [what, `No answer from ${request.url}: ${why}`] }
  }
  return {
    isFine: response.ok,
    lines: [
      what,
      `${response.status} ${body.slice(0, 200)}`.trimEnd(),
      ...explainAnswer(response, body, definition),
      ...(response.status === 401 ? compareClocks(response, definition) : []),
    ],
  }
}

function compareClocks({ headers }: Response, { verification }: WebhookDefinition): string[] {
  const isTimed = 'timestamp' in verification || 'timestampHeader' in verification
  const date = Date.parse(headers.get('date') ?? '')
  const seconds = Math.round((date - Date.now()) / 1_000)
  if (!isTimed || Number.isNaN(seconds) || Math.abs(seconds) < 30) return []
  return [`The clock there is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}.`]
}

async function tryHere(
  request: Request,
  definition: WebhookDefinition,
  secret: string,
): Promise<{ event: WebhookEvent | undefined; entry: LogEntry | undefined }> {
  let event: WebhookEvent | undefined
  let entry: LogEntry | undefined
  const handshakeKey = definition.challengeResponse?.get?.secretKey
  const keys = [...secretKeysOf(definition.verification), ...(handshakeKey ? [handshakeKey] : [])]
  const receive = createWebhookReceiver(definition, {
    config: Object.fromEntries(keys.map((key) => [key, secret])),
    handlers: { '*': (given) => void (event = given) },
    log: (given) => void (entry = given),
  })
  await receive(request)
  return { event, entry }
}

/** Checks the text of a definition, and names what is legal in it and unsafe. */
export function checkText(text: string): Report {
  const warnings = lintWebhook(checkDefinition(JSON.parse(text)))
  const lines = warnings.map(({ path, rule, message }) => `${path}: ${message} (${rule})`)
  return { isFine: true, lines: lines.length > 0 ? lines : ['Nothing to say against it.'] }
}
