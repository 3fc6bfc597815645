import { sha256Hex } from './bytes.js'
import { dedupeKey } from './dedupe.js'
import { createDelivery } from './delivery.js'
import { createEndpoint, known, safely } from './endpoint.js'
import { publicHeaders } from './headers.js'
import type { WebhookJob, Work, WorkContext } from './job.js'
import { checkWorkOptions, type Receive, type WorkOptions } from './options.js'
import { parseText } from './parse.js'
import { toText } from './places.js'
import { compileQuery, type Query, readQuery } from './query.js'
import { createReception } from './reception.js'
import { Refusal } from './refusal.js'
import { compileResponse } from './response.js'
import { checkSecrets } from './secrets.js'

/** One event of a notification. Only type, object type and object id mean the same for every element. */
export interface ElementEvent {
  readonly eventId: string | undefined
  /** The place in its notification, from 0. */
  readonly index: number
  /** CREATED, UPDATED, DELETED, UNKNOWN. */
  readonly type: string | undefined
  readonly objectType: string | undefined
  readonly objectId: string | undefined
  readonly elementKey: string | undefined
  /** As sent. */
  readonly date: string | undefined
  /** The event as sent, with everything that is not named above. */
  readonly event: unknown
  /** What the provider said, whole in each notification that a long one was split into. */
  readonly raw: unknown
  /** The notification as sent. */
  readonly notification: unknown
}

export interface CloudElementsReceiverOptions extends WorkOptions {
  /** `event.notification.signature.key` of the instance; a list for several; null where it has none. */
  readonly signatureKey: string | readonly string[] | null
  /** Older installations sign with SHA-1. @default 'hmac-sha256' */
  readonly algorithm?: 'hmac-sha256' | 'hmac-sha1'
  /** Once for each event; thrown is tried again. */
  readonly onEvent: (event: ElementEvent, context: WorkContext) => unknown
}

export interface CloudElementsReceiver extends Receive {
  /** Does the work of a queued event: give it to the worker of the queue. */
  readonly work: Work
}

const HEADER = 'Elements-Webhook-Signature'

// A notification comes in two shapes: { message: { eventId, events, raw } } and { eventId, response: { events } }.
const shapes = [
  {
    events: compileQuery('$.message.events'),
    eventId: compileQuery('$.message.eventId'),
    raw: compileQuery('$.message.raw'),
  },
  {
    events: compileQuery('$.response.events'),
    eventId: compileQuery('$.eventId'),
    raw: compileQuery('$.response.raw'),
  },
] as const

const fields = {
  type: [compileQuery('$.eventType')],
  objectType: [compileQuery('$.objectType'), compileQuery('$.metadata.type')],
  objectId: [compileQuery('$.objectId'), compileQuery('$.metadata.path'), compileQuery('$.path')],
  elementKey: [compileQuery('$.elementKey')],
  date: [compileQuery('$.date')],
} as const

/**
 * Makes the endpoint for event notifications of Cloud Elements (SAP Open Connectors), which takes them apart: each
 * event is remembered by itself, so that a retry runs only those that failed.
 *
 * @throws {BridgeError} `INVALID_PAYLOAD` for a wrong option.
 */
export function createCloudElementsReceiver(
  options: CloudElementsReceiverOptions,
): CloudElementsReceiver {
  const { ns = 'cloud-elements', log = () => {}, signatureKey, algorithm = 'hmac-sha256' } = options
  const settings = checkWorkOptions(options)
  const verification =
    signatureKey === null
      ? ({ type: 'none' } as const)
      : ({
          type: algorithm,
          headerName: HEADER,
          secretKey: 'signatureKey',
          encoding: 'base64',
          prefix: algorithm === 'hmac-sha256' ? 'sha256=' : 'sha1=',
        } as const)
  const config = { signatureKey }
  checkSecrets({ verification }, { config })
  if (signatureKey === null)
    safely(log, {
      level: 'warn',
      reason: 'lint',
      ns,
      detail: 'signatureKey: anybody can send events. Give the instance a signature key',
    })
  const receive = createReception({ verification }, { ...options, ns, config })
  const respond = compileResponse()
  /** Of jobs that are done here and now: a long notification is not read again for each of its events. */
  const eventOf = new WeakMap<WebhookJob, ElementEvent>()
  const { deliver, work } = createDelivery({
    ...settings,
    async work(job, context) {
      const event = eventOf.get(job) ?? readJob(job)
      if (event) await options.onEvent(event, context)
    },
    log: (entry) => safely(log, { ns, ...entry }),
  })

  const endpoint = createEndpoint(
    { ns, log, methods: ['POST'] },
    async (request, facts, waitUntil) => {
      const received = await receive(request, facts)
      if (received instanceof Response) return received
      const { kind, text, value, exact } = received.parse()
      const events = readEvents(value, exact)
      const bodyHash = `sha256-${await sha256Hex(received.bytes)}`
      const deadline = performance.now() + settings.workLimitMs
      let failure: unknown
      for (const event of events) {
        const { eventId = bodyHash, index, type = '', objectType, objectId, date } = event
        if (performance.now() > deadline) {
          failure ??= new Refusal('work-too-slow', 'not all events were begun in time')
          break
        }
        // The halves of a split notification share id and positions, so the object counts too.
        const transactionId = JSON.stringify([eventId, index, objectType, objectId, date])
        Object.assign(facts, { event: type, transactionId })
        const job: WebhookJob = {
          id: await dedupeKey(ns, undefined, type, transactionId),
          ns,
          event: type,
          transactionId,
          receivedAt: Date.now(),
          kind,
          body: text,
          headers: publicHeaders(request.headers, [HEADER.toLowerCase()]),
          query: Object.fromEntries(received.query),
          part: index,
        }
        eventOf.set(job, event)
        try {
          const reason = await deliver(job, true, waitUntil)
          safely(log, { level: 'info', reason, ns, ...known(facts) })
        } catch (error) {
          // The others do not wait for it; the retry finds them done.
          failure ??= error
        }
      }
      if (failure) throw failure
      if (events.length === 0)
        safely(log, { level: 'info', reason: 'uninteresting', ns, status: 200 })
      return respond()
    },
  )

  return Object.assign(endpoint, { work })
}

function readJob({ kind, body, part = 0 }: WebhookJob): ElementEvent | undefined {
  const { value, exact } = parseText(kind, body)
  return readEvents(value, exact)[part]
}

function readEvents(notification: unknown, exact: unknown): ElementEvent[] {
  for (const shape of shapes) {
    const events = readQuery(shape.events, notification)
    if (!Array.isArray(events)) continue
    const exactEvents = readQuery(shape.events, exact) as unknown[]
    const raw = readQuery(shape.raw, notification)
    const eventId = toText(readQuery(shape.eventId, exact))
    return events.map((event, index) => {
      const read = (queries: readonly Query[]): string | undefined => {
        for (const query of queries) {
          const text = toText(readQuery(query, exactEvents[index]))
          if (text !== undefined) return text
        }
        return
      }
      return {
        eventId,
        index,
        type: read(fields.type),
        objectType: read(fields.objectType),
        objectId: read(fields.objectId),
        elementKey: read(fields.elementKey),
        date: read(fields.date),
        event,
        raw,
        notification,
      }
    })
  }
  return []
}
