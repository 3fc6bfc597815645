import { nanoid } from 'nanoid'

/** A random name of 126 bits: sessions, attempts, documents, idempotency keys. */
export function createId(): string {
  return nanoid()
}
