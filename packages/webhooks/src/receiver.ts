import { answerGet, compileChallenge } from './challenge.js'
import { checkDefinition } from './check.js'
import { equalInConstantTime } from './constant-time.js'
import { dedupeKey } from './dedupe.js'
import type { ChallengeResponse, WebhookDefinition } from './definition.js'
import { createDelivery } from './delivery.js'
import { createEndpoint, type Facts, known, safely } from './endpoint.js'
import { compileEventName } from './event-name.js'
import { publicHeaders } from './headers.js'
import type { Work } from './job.js'
import { type LintWarning, lintWebhook } from './lint.js'
import type { LogEntry } from './log.js'
import { checkWorkOptions, type Receive, type WebhookReceiverOptions } from './options.js'
import { createReception } from './reception.js'
import { Refusal } from './refusal.js'
import { compileResponse } from './response.js'
import { checkSecrets, secretTexts } from './secrets.js'
import { compileTenants } from './tenants.js'
import { compileTransactionId } from './transaction-id.js'
import { proofHeadersOf } from './verify.js'
import { compileWork, findHandler } from './work.js'

export interface WebhookReceiver extends Receive {
  /** Does the work of a queued delivery: give it to the worker of the queue. */
  readonly work: Work
  /** What is legal in the definition and unsafe. */
  readonly warnings: readonly LintWarning[]
}

/**
 * Makes a receiver of a definition: web-standard `Request` in, `Response` out.
 *
 * @example
 * ```ts
 * const receive = createWebhookReceiver(github, {
 *   config: { webhookSecret: env.GITHUB_SECRET },
 *   handlers: { 'issues.opened': ({ payload }) => file(payload) },
 * })
 * ```
 * @throws {BridgeError} `INVALID_PAYLOAD` for a wrong definition or option; `data.path` says where.
 */
export function createWebhookReceiver(
  definition: WebhookDefinition,
  options: WebhookReceiverOptions,
): WebhookReceiver {
  const checked = checkDefinition(definition)
  const settings = checkWorkOptions(options)
  checkSecrets(checked, options)
  const { ns = 'default', log = () => {}, handlers } = options
  const { challengeResponse: challenge, verification } = checked
  const tell = (entry: Omit<LogEntry, 'ns'>): void => safely(log, { ns, ...entry })

  const warnings = lintWebhook(checked, settings)
  for (const { path, rule, message } of warnings)
    tell({ level: 'warn', reason: 'lint', detail: `${path}: ${message} (${rule})` })

  const answerChallenge = compileChallenge(challenge)
  const receive = createReception(
    {
      verification,
      tenant: checked.tenant,
      formField: checked.formField,
      ...(challenge?.unverified && {
        answerUnsigned: (parse) => answerChallenge(parse().value),
      }),
    },
    options,
  )
  const eventName = compileEventName(checked.eventExtraction)
  const transactionIdOf = compileTransactionId(checked.transactionId)
  const proofs = proofHeadersOf(verification)
  const respond = compileResponse(checked.response)
  const answerHandshake = challenge?.get && compileHandshake(challenge.get, options)
  const { deliver, work } = createDelivery({
    ...settings,
    work: compileWork(checked, options),
    log: tell,
  })

  const endpoint = createEndpoint(
    { ns, log, methods: answerHandshake ? ['GET', 'POST'] : ['POST'] },
    async (request, facts, waitUntil) => {
      if (request.method === 'GET' && answerHandshake) {
        const response = await answerHandshake(request)
        return end('challenge', facts, response)
      }
      const received = await receive(request, facts)
      if (received instanceof Response) return end('challenge', facts, received)
      const { kind, text, value, exact } = received.parse()
      const challenged = answerChallenge(value)
      if (challenged) return end('challenge', facts, challenged)

      const { tenant, bytes, query } = received
      const { headers } = request
      const readable = { body: exact, headers, query }
      const event = eventName(readable)
      facts.event = event
      if (event === undefined || !findHandler(handlers, event))
        return end('uninteresting', facts, respond())
      const transactionId = await transactionIdOf(event, readable, bytes)
      facts.transactionId = transactionId
      const outcome = await deliver(
        {
          id:
            transactionId === undefined
              ? crypto.randomUUID()
              : await dedupeKey(ns, tenant, event, transactionId),
          ns,
          ...(tenant === undefined ? {} : { tenant }),
          event,
          ...(transactionId === undefined ? {} : { transactionId }),
          receivedAt: Date.now(),
          kind,
          body: text,
          headers: publicHeaders(headers, proofs),
          query: Object.fromEntries(query),
        },
        transactionId !== undefined,
        waitUntil,
      )
      return end(outcome, facts, respond())
    },
  )

  function end(reason: LogEntry['reason'], facts: Facts, response: Response): Response {
    tell({ level: 'info', reason, status: response.status, ...known(facts) })
    return response
  }

  return Object.assign(endpoint, { warnings, work })
}

/** The handshake by GET has no signature; its token, if there is one, is all that it proves. */
function compileHandshake(
  rule: NonNullable<ChallengeResponse['get']>,
  options: WebhookReceiverOptions,
): (request: Request) => Promise<Response> {
  const findCandidates = compileTenants(undefined, options)
  return async ({ url, headers }) => {
    const { searchParams: query } = new URL(url)
    const { tokenParam, secretKey } = rule
    if (tokenParam !== undefined && secretKey !== undefined) {
      const token = query.get(tokenParam)
      if (token === null) throw new Refusal('token-missing', `no parameter ${tokenParam}`)
      let isRight = false
      for (const { secretOf } of await findCandidates({ body: undefined, headers, query }))
        for (const secret of secretTexts(secretKey, secretOf(secretKey)))
          if (await equalInConstantTime(token, secret)) isRight = true
      if (!isRight) throw new Refusal('token-wrong', `the token in ${tokenParam} is another one`)
    }
    return answerGet(rule, query)
  }
}
