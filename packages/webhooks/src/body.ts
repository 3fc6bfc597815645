import { type Bytes, concatBytes } from './bytes.js'
import { Refusal } from './refusal.js'

export const MAX_BODY_BYTES = 1_048_576
export const BODY_TIMEOUT_MS = 10_000

export interface BodyLimits {
  readonly maxBytes: number
  readonly timeoutMs: number
}

/**
 * The bytes of a request as they came over the wire; `text()` would drop a byte order mark and repair invalid UTF-8.
 *
 * @throws {Refusal} for a body that is too large, too slow, cut off, or read by somebody before.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Bytes> {
  if (request.bodyUsed)
    throw new Refusal(
      'body-consumed',
      'Something read the body before: mount the receiver ahead of body parsers',
    )
  if (Number(request.headers.get('content-length')) > limits.maxBytes)
    throw new Refusal('body-too-large', `over ${limits.maxBytes} bytes by its content-length`)
  if (!request.body) return new Uint8Array(0)
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    reader.cancel().catch(() => {})
  }, limits.timeoutMs)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (isLate) throw new Refusal('body-too-slow', `not complete after ${limits.timeoutMs} ms`)
      if (done) return concatBytes(chunks)
      if (!(value instanceof Uint8Array)) throw new Refusal('body-broken', 'a chunk is no bytes')
      length += value.length
      if (length > limits.maxBytes)
        throw new Refusal('body-too-large', `over ${limits.maxBytes} bytes`)
      chunks.push(value)
    }
  } catch (cause) {
    if (cause instanceof Refusal) {
      reader.cancel().catch(() => {})
      throw cause
    }
    throw new Refusal('body-broken', 'the connection broke', cause)
  } finally {
    clearTimeout(timer)
  }
}
