import { BridgeError } from '@drawbridge/core/errors'

/**
 * The bytes of a body, read up to `max` and no further.
 *
 * @throws {BridgeError} `TOO_LARGE`
 */
export async function readBytes(
  message: Request | Response,
  max: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = message
  if (!body) return new Uint8Array()
  const announced = Number(message.headers.get('content-length') ?? 0)
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  while (announced <= max) {
    const { done, value } = await reader.read()
    if (done) return join(chunks, size)
    size += value.length
    if (size > max) break
    chunks.push(value)
  }
  // Nobody waits for the other side to notice.
  reader.cancel().catch(() => {})
  throw new BridgeError('TOO_LARGE', `The body is over ${max} bytes. Send a link to the data`)
}

/** Bytes as text; not `text()`, which drops a mark at the beginning. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
