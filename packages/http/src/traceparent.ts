/** A new W3C trace context: this call is the root of its trace. */
export function createTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`
}

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes))
  // All zeros means "no trace".
  random[0] = (random[0] ?? 0) | 1
  return [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
