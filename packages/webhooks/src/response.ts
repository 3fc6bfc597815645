import type { WebhookDefinition } from './definition.js'

const BODYLESS = [204, 205]

/** Makes the response that accepted, repeated and uninteresting deliveries alike get. */
export function compileResponse({
  statusCode = 200,
  body = { ok: true },
}: NonNullable<WebhookDefinition['response']> = {}): () => Response {
  const isText = typeof body === 'string'
  const text = BODYLESS.includes(statusCode) ? null : isText ? body : JSON.stringify(body)
  const type = isText ? 'text/plain' : 'application/json'
  return () =>
    new Response(text, {
      status: statusCode,
      headers:
        text === null
          ? {}
          : { 'content-type': `${type}; charset=utf-8`, 'x-content-type-options': 'nosniff' },
    })
}
