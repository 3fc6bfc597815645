import type { Bytes } from './bytes.js'

/** What a signature can be over. */
export interface Signed {
  readonly headers: Headers
  readonly body: Bytes
  /** Milliseconds since 1970. */
  readonly now: number
}

/** @throws {Refusal} with the reason */
export type Verify = (signed: Signed, secretOf: (key: string) => unknown) => Promise<void>
