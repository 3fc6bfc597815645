import { BridgeError } from '@drawbridge/core/errors'
import * as v from 'valibot'
import { customerFields, type WebhookDefinition } from './definition.js'
import { compilePath } from './query.js'

const name = v.pipe(v.string(), v.nonEmpty())
const header = v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'no name of a header'))
const source = v.picklist(['body', 'header', 'query'])
const place = v.strictObject({ source, path: name })
const path = v.pipe(v.string(), v.nonEmpty(), v.check(isPath, 'no singular query'))
const paths = {
  path: v.optional(name),
  source: v.optional(source),
  paths: v.optional(v.pipe(v.array(v.union([name, place])), v.nonEmpty())),
  separator: v.optional(v.string()),
  mode: v.optional(v.picklist(['first', 'join'])),
}
const mapping = v.strictObject(
  Object.fromEntries(customerFields.map((field) => [field, v.optional(path)])),
)

const hmac = v.strictObject({
  type: v.picklist(['hmac-sha256', 'hmac-sha1']),
  headerName: v.optional(header),
  secretKey: v.optional(name),
  pairs: v.optional(
    v.pipe(v.array(v.strictObject({ headerName: header, secretKey: name })), v.nonEmpty()),
  ),
  encoding: v.optional(v.picklist(['hex', 'base64'])),
  prefix: v.optional(v.string()),
  signedPayload: v.optional(
    v.pipe(v.string(), v.includes('{body}', 'has to have {body}: else nobody signed it')),
  ),
  signature: v.optional(
    v.strictObject({
      separator: name,
      field: v.optional(name),
      fieldSeparator: v.optional(name),
    }),
  ),
  timestampHeader: v.optional(header),
  timestamp: v.optional(
    v.strictObject({
      headerName: v.optional(header),
      field: v.optional(name),
      format: v.optional(v.picklist(['unix-s', 'unix-ms', 'rfc3339'])),
      tolerance: v.optional(v.pipe(v.number(), v.finite(), v.minValue(1))),
    }),
  ),
  idHeader: v.optional(header),
  secretEncoding: v.optional(v.picklist(['utf8', 'base64'])),
  secretPrefix: v.optional(v.string()),
})

const schema = v.strictObject({
  eventExtraction: v.strictObject({
    source: v.optional(source),
    path: v.optional(name),
    compositeStrategy: v.optional(
      v.strictObject({
        parts: v.pipe(
          v.array(
            v.strictObject({
              source: v.optional(source),
              path: v.optional(name),
              default: v.optional(v.string()),
            }),
          ),
          v.nonEmpty(),
        ),
        separator: v.optional(v.string()),
      }),
    ),
    fallback: v.optional(place),
    map: v.optional(v.record(v.string(), name)),
    allowUnsigned: v.optional(v.boolean()),
  }),
  verification: v.variant('type', [
    hmac,
    v.strictObject({
      type: v.literal('header-token'),
      headerName: header,
      secretKey: name,
      prefix: v.optional(v.union([v.string(), v.pipe(v.array(v.string()), v.nonEmpty())])),
    }),
    v.strictObject({ type: v.literal('none') }),
  ]),
  transactionId: v.optional(
    v.strictObject({
      ...paths,
      fallback: v.optional(v.picklist(['generate', 'hash', 'none'])),
      overrides: v.optional(v.record(v.string(), v.strictObject(paths))),
    }),
  ),
  challengeResponse: v.optional(
    v.strictObject({
      identifyField: v.optional(path),
      identifyValue: v.optional(v.string()),
      challengePath: v.optional(path),
      responseField: v.optional(name),
      unverified: v.optional(v.boolean()),
      get: v.optional(
        v.strictObject({
          challengeParam: name,
          tokenParam: v.optional(name),
          secretKey: v.optional(name),
        }),
      ),
    }),
  ),
  customerExtraction: v.optional(
    v.strictObject({
      basePath: v.optional(path),
      mapping,
      overrides: v.optional(
        v.record(
          v.string(),
          v.strictObject({ basePath: v.optional(path), mapping: v.optional(mapping) }),
        ),
      ),
    }),
  ),
  response: v.optional(
    v.strictObject({
      statusCode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(299))),
      body: v.optional(v.unknown()),
    }),
  ),
  tenant: v.optional(place),
  formField: v.optional(name),
  retryHorizon: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
  enabled: v.optional(v.boolean()),
})

const remedies: Readonly<Record<string, string>> = {
  verification:
    "Say how the provider signs; verification: { type: 'none' } takes deliveries from anybody",
  eventExtraction: "Say where the name of the event is, like { source: 'body', path: '$.event' }",
  'response.statusCode': 'Give a status from 200 to 299: anything else is a failure to providers',
  'verification.secretKey': 'Give the name under which the secret is found, not the secret',
}

/**
 * Checks a definition as it comes from JSON, unknown fields included.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` with the path of the field and what to write; `data.path` has the path.
 */
export function checkDefinition(definition: unknown): WebhookDefinition {
  const { success, issues } = v.safeParse(schema, definition, { abortEarly: true })
  if (!success) {
    const [issue] = issues
    const at = v.getDotPath(issue) ?? ''
    throw fault(at, issue.message, remedies[at] ?? 'Correct or remove the field')
  }
  const checked = definition as WebhookDefinition
  checkEvent(checked)
  checkTransaction(checked)
  checkVerification(checked)
  checkChallenge(checked)
  if (checked.tenant) checkPlace(checked.tenant, 'tenant')
  return checked
}

function checkEvent({ eventExtraction }: WebhookDefinition): void {
  const { source = 'body', path, compositeStrategy, fallback } = eventExtraction
  if (!compositeStrategy && path === undefined)
    throw fault('eventExtraction.path', 'is missing', 'Give a path, or a compositeStrategy')
  // With a composite the primary path is ignored, but a broken one is still a mistake to hear of now.
  if (path !== undefined) checkPlace({ source, path }, 'eventExtraction')
  for (const [at, part] of (compositeStrategy?.parts ?? []).entries()) {
    const where = `eventExtraction.compositeStrategy.parts.${at}`
    if (part.path === undefined && part.default === undefined)
      throw fault(where, 'says nothing', 'Give it a source and a path, or a default')
    if (part.path !== undefined)
      checkPlace({ source: part.source ?? 'body', path: part.path }, where)
  }
  if (fallback) checkPlace(fallback, 'eventExtraction.fallback')
}

function checkTransaction({ transactionId }: WebhookDefinition): void {
  if (!transactionId) return
  const rules = { '': transactionId, ...transactionId.overrides }
  for (const [event, rule] of Object.entries(rules)) {
    const where = event === '' ? 'transactionId' : `transactionId.overrides.${event}`
    if (rule.path !== undefined && rule.paths !== undefined)
      throw fault(`${where}.path`, 'stands beside paths', 'Give one of the two')
    for (const [at, entry] of (rule.paths ?? (rule.path ? [rule.path] : [])).entries()) {
      const entryPlace =
        typeof entry === 'string' ? { source: rule.source ?? 'body', path: entry } : entry
      checkPlace(entryPlace, rule.paths ? `${where}.paths.${at}` : where)
    }
  }
}

function checkVerification({ verification }: WebhookDefinition): void {
  if (verification.type === 'none' || verification.type === 'header-token') return
  const { pairs, headerName, secretKey, signedPayload = '{body}', timestamp } = verification
  if (pairs ? headerName || secretKey : !headerName || !secretKey)
    throw fault(
      `verification.${headerName ? 'secretKey' : 'headerName'}`,
      'and secretKey belong together',
      'Give headerName and secretKey, or pairs of them',
    )
  const isTimed = verification.timestampHeader ?? timestamp?.headerName ?? timestamp?.field
  if (signedPayload.includes('{timestamp}') && !isTimed)
    throw fault(
      'verification.timestamp',
      'is missing, and signedPayload has {timestamp}',
      'Give timestamp: { headerName }',
    )
  if (signedPayload.includes('{id}') && !verification.idHeader)
    throw fault(
      'verification.idHeader',
      'is missing, and signedPayload has {id}',
      'Name the header with the id',
    )
  const unknown = signedPayload.match(/\{(?!body\}|timestamp\}|id\})[^}]*\}/)
  if (unknown)
    throw fault(
      'verification.signedPayload',
      `has the unknown ${unknown[0]}`,
      'Use {body}, {timestamp} and {id}',
    )
  if (timestamp?.field && !verification.signature?.field)
    throw fault(
      'verification.timestamp.field',
      'needs a signature header with fields',
      'Give signature: { separator, field }',
    )
}

function checkChallenge({ challengeResponse: challenge }: WebhookDefinition): void {
  if (!challenge) return
  const { identifyField, identifyValue, challengePath, get } = challenge
  const given = [identifyField, identifyValue, challengePath].filter((each) => each !== undefined)
  if (given.length > 0 ? given.length < 3 : !get)
    throw fault(
      'challengeResponse',
      'is incomplete',
      'Give identifyField, identifyValue and challengePath, or get',
    )
  if (get && (get.tokenParam === undefined) !== (get.secretKey === undefined))
    throw fault(
      'challengeResponse.get',
      'has one of tokenParam and secretKey',
      'Give both or neither',
    )
}

function checkPlace({ source, path: text }: { source: string; path: string }, at: string): void {
  if (source === 'body') {
    try {
      compilePath(text)
    } catch (cause) {
      throw fault(`${at}.path`.replace(/\.path\.path$/, '.path'), (cause as Error).message, '')
    }
  }
  if (source === 'header' && !/^[!#$%&'*+.^_`|~\w-]+$/.test(text))
    throw fault(`${at}.path`, 'is no name of a header', 'Give a name like X-Event-Type')
}

function isPath(text: string): boolean {
  try {
    compilePath(text)
    return true
  } catch {
    return false
  }
}

function fault(path: string, what: string, remedy: string): BridgeError {
  const text = `The webhook definition is wrong at ${path || 'its root'}: ${what}`
  return new BridgeError('INVALID_PAYLOAD', remedy ? `${text}. ${remedy}` : text, {
    data: { path },
  })
}
