import { BridgeError } from '@drawbridge/core'
import {
  createOutbox,
  createSinkEvents,
  type OutboxControls,
  type OutboxSettings,
  readSubject,
  type SinkEvent,
  type SinkSettings,
  watchOutboxPage,
} from '@drawbridge/core/outbox'
import type { App, AppEventTaken } from './types.js'

export type {
  DeadLetter,
  OutboxControls,
  OutboxSettings,
  OutboxStatus,
  SinkEvent,
  SinkSettings,
} from '@drawbridge/core/outbox'

/** An app event of a miniapp on its way to a server. Its key is never that of another miniapp's event. */
export interface HostSinkEvent extends SinkEvent {
  readonly appId: string
}

export interface HostOutboxOptions extends OutboxSettings, SinkSettings {
  /**
   * Sends one event and resolves when it was taken. A `BridgeError` says whether it is worth another attempt, as those
   * of `@drawbridge/http` do; anything else that is thrown means that nobody knows.
   */
  readonly sink: (event: HostSinkEvent) => Promise<unknown>
}

/** For `host.onAppEvent(outbox.take)`. */
export interface HostOutbox extends OutboxControls {
  /** Keeps the event, and is done then: the miniapp need not keep it any more. */
  take(
    event: string,
    data: unknown,
    context: { readonly miniapp: Pick<App, 'appId' | 'session'>; readonly key: string },
  ): Promise<AppEventTaken>
  /** Stops sending; what is kept in storage stays there. */
  close(): void
}

/**
 * Keeps the app events of all miniapps of a host in IndexedDB until they have arrived, also for miniapps in frames that
 * have no storage. Each miniapp's events keep their order.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` that names the option.
 * @example
 * ```ts
 * const outbox = hostOutbox({
 *   subject: () => session.user?.id,
 *   token: () => session.freshToken(),
 *   sink: ({ event, data, ...how }) => server.sendAppEvent(event, data, how),
 * })
 * host.onAppEvent(outbox.take)
 * ```
 */
export function hostOutbox(options: HostOutboxOptions): HostOutbox {
  const { name = 'drawbridge-host-outbox', sink } = options
  const sinkEvents = createSinkEvents(options)
  const kept = createOutbox({
    ...options,
    name,
    subject: readSubject(options.subject),
    route: () => 'sink',
    async deliver(stored, _path, attempt) {
      const made = sinkEvents(stored, attempt)
      await sink({ ...(made instanceof Promise ? await made : made), appId: stored.stream })
      return {}
    },
  })
  const unwatchPage = watchOutboxPage(kept)
  // What an earlier page has left.
  kept.flush()

  return {
    async take(event, data, { miniapp, key }) {
      const { appId, session } = miniapp
      // Miniapps choose their keys without knowing of each other.
      const origin = encodeURIComponent(session?.origin ?? 'null')
      const own = `${encodeURIComponent(appId)}/${origin}/${key}`
      const { durable, settled } = await kept.keep(event, data, { key: own, stream: appId })
      // What is kept in memory only is the miniapp's until it has arrived.
      if (!durable) await settled
      return { durable }
    },
    flush: kept.flush,
    status: kept.status,
    deadLetters: kept.deadLetters,
    redeliver: kept.redeliver,
    discard: kept.discard,
    close() {
      unwatchPage()
      kept.close(new BridgeError('DISCONNECTED', 'The outbox was closed', { retryable: true }))
    },
  }
}
