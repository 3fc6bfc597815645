/**
 * Moves text across one boundary, in order, and knows nothing of what it says.
 *
 * Whoever makes a transport has already checked who is at the other end. Nothing is delivered before
 * `start`. After `close` nothing is delivered and `post` does nothing; `close` may be called twice.
 */
export interface Transport {
  /** `port`, `memory` …: stands in errors and in the session. */
  readonly name: string
  post(text: string): void
  /**
   * Begins delivery. What came before is delivered now. `onEnd` is called, where the boundary can tell,
   * once the other end is gone and all that it sent has been delivered.
   */
  start(onText: (text: unknown) => void, onEnd?: () => void): void
  close(): void
}
