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
  const { headers } = message
  const announced = headers.get('content-length') ?? ''
  const isWhole = !headers.has('content-encoding') && !headers.has('transfer-encoding')
  if (/^\d+$/.test(announced) && isWhole) {
    if (Number(announced) > max) {
      // Nobody waits for the other side to notice.
      message.body?.cancel().catch(() => {})
      throw tooLarge(max)
    }
    // No more than was announced comes, and servers read it all at once much faster than piece by piece.
    const bytes = new Uint8Array(await message.arrayBuffer())
    if (bytes.length > max) throw tooLarge(max)
    return bytes
  }
  if (!message.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = message.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return join(chunks, size)
    size += value.length
    if (size > max) break
    chunks.push(value)
  }
  reader.cancel().catch(() => {})
  throw tooLarge(max)
}

function tooLarge(max: number): BridgeError {
  return new BridgeError('TOO_LARGE', `The body is over ${max} bytes. Send a link to the data`)
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
