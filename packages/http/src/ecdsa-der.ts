/** WebCrypto writes an ECDSA signature as two numbers of fixed length; most others write them in DER. */
export function toDer(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const half = raw.length / 2
  const body = [...integer(raw.subarray(0, half)), ...integer(raw.subarray(half))]
  return Uint8Array.from([0x30, ...length(body.length), ...body])
}

/** @returns `undefined` for what is not written exactly so: a signature has one form only. */
export function fromDer(der: Uint8Array, half: number): Uint8Array<ArrayBuffer> | undefined {
  const raw = new Uint8Array(2 * half)
  // The numbers' own bytes: a long form of the outer length shifts them by one.
  let at = der[1] === 0x81 ? 3 : 2
  for (const end of [half, 2 * half]) {
    const size = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + size)
    const plain = number[0] === 0 ? number.subarray(1) : number
    if (der[at] !== 0x02 || number.length !== size || size === 0 || plain.length > half) return
    raw.set(plain, end - plain.length)
    at += 2 + size
  }
  const again = toDer(raw)
  return again.length === der.length && again.every((byte, index) => byte === der[index])
    ? raw
    : undefined
}

function integer(bytes: Uint8Array): number[] {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const digits = [...bytes.subarray(start)]
  // A leading one would make it negative.
  if ((digits[0] ?? 0) & 0x80) digits.unshift(0)
  return [0x02, ...length(digits.length), ...digits]
}

function length(value: number): number[] {
  return value < 0x80 ? [value] : [0x81, value]
}
