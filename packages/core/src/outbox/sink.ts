import type { Off } from '../emitter.js'
import { BridgeError } from '../errors.js'
import type { Attempt } from './attempts.js'
import type { StoredEvent } from './store.js'

/** An event on its way to a server. */
export interface SinkEvent extends Attempt {
  readonly event: string
  readonly data: unknown
  /** The idempotency key: the same in each attempt. */
  readonly key: string
  readonly subject: string
  /** What `token` gave for this subject, just now. */
  readonly token: string | undefined
}

export interface SinkSettings {
  /** Whose events they are: any name that stands for the user, or a function that gives it, `undefined` for nobody. */
  readonly subject: string | (() => string | undefined)
  /** Asked for each attempt, and never kept. If another subject has come meanwhile, its answer is not used. */
  readonly token?: ((subject: string) => string | Promise<string>) | undefined
}

/** Makes of an event that was kept one for a sink, with the token of its own subject. */
export function createSinkEvents(
  settings: SinkSettings,
): (stored: StoredEvent, attempt: Attempt) => SinkEvent | Promise<SinkEvent> {
  const { token: ask } = settings
  const subjectOf = readSubject(settings.subject)

  function make(
    { event, data, key, subject }: StoredEvent,
    attempt: Attempt,
    token?: string,
  ): SinkEvent {
    if (subjectOf() !== subject)
      throw new BridgeError('CANCELLED', 'Another user has come meanwhile', { retryable: true })
    return { event, data: JSON.parse(data), key, subject, token, ...attempt }
  }

  async function makeWithToken(
    tokenFor: NonNullable<SinkSettings['token']>,
    stored: StoredEvent,
    attempt: Attempt,
  ): Promise<SinkEvent> {
    const { signal } = attempt
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    let token: string
    try {
      token = await Promise.race([tokenFor(stored.subject), aborted])
    } catch (cause) {
      // Nothing was sent: what was thrown says nothing of the event.
      const text = 'token gave none; the cause says why. It is asked for again'
      throw new BridgeError('UNAUTHORIZED', text, { cause, retryable: true })
    }
    return make(stored, attempt, token)
  }

  // Without a token there is nothing to wait for: a page that is going away has no later turn.
  return (stored, attempt) => (ask ? makeWithToken(ask, stored, attempt) : make(stored, attempt))
}

/** @throws {BridgeError} `INVALID_PAYLOAD` */
export function readSubject(subject: unknown): () => string | undefined {
  if (typeof subject === 'function') return subject as () => string | undefined
  if (typeof subject === 'string' && subject !== '') return () => subject
  throw new BridgeError(
    'INVALID_PAYLOAD',
    'subject must be a text that stands for the user, or a function that gives it',
  )
}

/** Tells an outbox when its page goes away or comes back, and when the network does. */
export function watchOutboxPage(outbox: { hide(): void; flush(): void }): Off {
  if (typeof window !== 'object') return () => {}
  const ways = [
    ['pagehide', outbox.hide],
    ['pageshow', outbox.flush],
    ['online', outbox.flush],
  ] as const
  for (const [name, listener] of ways) window.addEventListener(name, listener)
  return () => {
    for (const [name, listener] of ways) window.removeEventListener(name, listener)
  }
}
