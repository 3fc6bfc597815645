import { BridgeError } from '@drawbridge/core/errors'
import { onTestFinished, vi } from 'vitest'
import {
  createWebhookReceiver,
  type LogEntry,
  type WebhookDefinition,
  type WebhookEvent,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from '../src/index.js'
import { signSample } from '../src/sign.js'

const URL_OF_TESTS = 'https://hooks.example/miniapps/shop/webhooks'

/** A body, a name and an id, and no signature. */
export const plain: WebhookDefinition = {
  eventExtraction: { source: 'body', path: '$.event' },
  verification: { type: 'none' },
  transactionId: { path: '$.id' },
}

export const signed: WebhookDefinition = {
  ...plain,
  verification: { type: 'hmac-sha256', headerName: 'X-Signature', secretKey: 'secret' },
}

export interface Bench {
  readonly receive: WebhookReceiver
  readonly events: WebhookEvent[]
  readonly log: LogEntry[]
  /** The reasons of the requests so far, warnings at load left out. */
  reasons(): string[]
}

/** A receiver whose handler remembers what it got, and whose log is kept. */
export function bench(
  definition: WebhookDefinition,
  options: Partial<WebhookReceiverOptions> = {},
): Bench {
  const events: WebhookEvent[] = []
  const log: LogEntry[] = []
  const receive = createWebhookReceiver(definition, {
    handlers: { '*': (event) => void events.push(event) },
    log: (entry) => void log.push(entry),
    ...options,
  })
  return {
    receive,
    events,
    log,
    reasons: () => log.filter(({ reason }) => reason !== 'lint').map(({ reason }) => reason),
  }
}

export function post(
  body: BodyInit | null,
  headers: Record<string, string> = {},
  url: string = URL_OF_TESTS,
): Request {
  return new Request(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit)
}

export function postJson(value: unknown, headers: Record<string, string> = {}): Request {
  return post(JSON.stringify(value), headers)
}

/** Until the fact is there; a machine that is busy gets its time. */
export function until(isSo: () => unknown): Promise<unknown> {
  return vi.waitUntil(isSo, { timeout: 30_000, interval: 5 })
}

/** A promise that is settled by hand. */
export function gate(): {
  readonly opened: Promise<void>
  open(): void
  fail(error: unknown): void
} {
  let open = (): void => {}
  let fail = (_error: unknown): void => {}
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { opened, open, fail }
}

/** The path that a refused definition or option names. */
export function pathOf(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    if (error instanceof BridgeError) return (error.data as { path: string }).path
    throw error
  }
  return 'nothing was refused'
}

export const signedBody = '{"event":"a","id":1}'

/** A request that {@link signed} takes with the secret `s`. */
export function signedRequest(
  body: string | Uint8Array = signedBody,
  headers: Record<string, string> = {},
): Promise<Request> {
  return signSample(URL_OF_TESTS, signed, { secret: 's', body, headers })
}

/** What time it is until the test ends. */
export function setClock(time: string | number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) })
  onTestFinished(() => void vi.useRealTimers())
}
