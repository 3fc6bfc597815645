import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { gate, pathOf, post } from '../test/deliveries.js'
import {
  type CloudElementsReceiverOptions,
  createCloudElementsReceiver,
  type ElementEvent,
} from './cloud-elements.js'
import { type LogEntry, memoryDedupe, type WebhookJob } from './index.js'
import { cloudElements } from './providers.js'
import { signSample } from './sign.js'

const signatureKey = 'MySecretEventSignatureKey'

function start(options: Partial<CloudElementsReceiverOptions> = {}) {
  const events: ElementEvent[] = []
  const log: LogEntry[] = []
  const receive = createCloudElementsReceiver({
    signatureKey,
    onEvent: (event) => void events.push(event),
    log: (entry) => void log.push(entry),
    ...options,
  })
  const send = async (notification: unknown): Promise<number> => {
    const body = typeof notification === 'string' ? notification : JSON.stringify(notification)
    const headers = { 'elements-webhook-id': 'w', authorization: 'Basic x' }
    const options = { secret: signatureKey, body, headers }
    return (await receive(await signSample('https://a.example', cloudElements, options))).status
  }
  return { receive, send, events, log, reasons: () => log.map(({ reason }) => reason) }
}

const raw = { entries: Array.from({ length: 25 }, (_, at) => ({ id: at })) }
const all = Array.from({ length: 25 }, (_, at) => ({
  date: '2018-08-31T17:33:47Z',
  elementKey: 'box',
  eventType: 'UPDATED',
  objectId: String(at),
  objectType: 'files',
  hubKey: 'documents',
}))
/** Twenty fit into one notification, the rest follows in another with the same id and the same raw body. */
const halves = [all.slice(0, 20), all.slice(20)].map((events) => ({
  message: { eventId: 'e1', events, raw },
}))

test('events of a notification that was split come once each, retries included', async () => {
  const { send, events, reasons } = start()
  for (const notification of [...halves, ...halves]) expect(await send(notification)).toBe(200)
  expect(events.map(({ objectId }) => Number(objectId))).toEqual(all.map((_, at) => at))
  expect(events[21]).toEqual({
    eventId: 'e1',
    index: 1,
    type: 'UPDATED',
    objectType: 'files',
    objectId: '21',
    elementKey: 'box',
    date: '2018-08-31T17:33:47Z',
    event: all[21],
    raw,
    notification: halves[1],
  })
  expect(reasons()).toEqual([...Array(25).fill('accepted'), ...Array(25).fill('duplicate')])
})

test('the same object changed again later is another event', async () => {
  const { send, events } = start()
  for (const date of ['a', 'b', 'a'])
    await send({ message: { eventId: 'e1', events: [{ ...all[0], date }] } })
  expect(events.map(({ date }) => date)).toEqual(['a', 'b'])
})

test('the older shape', async () => {
  const { send, events } = start()
  const metadata = { path: '/a.txt', name: 'a.txt', type: 'file' }
  const notification = {
    eventId: 12345678901234567890n,
    instanceId: 7,
    notificationId: 8,
    response: { events: [{ path: '/a.txt', metadata }] },
  }
  const text = JSON.stringify(notification, (_, value) =>
    typeof value === 'bigint' ? `#${value}#` : value,
  ).replace(/"#(\d+)#"/, '$1')
  expect([await send(text), await send(text)]).toEqual([200, 200])
  expect(events).toEqual([
    expect.objectContaining({
      eventId: '12345678901234567890',
      objectId: '/a.txt',
      objectType: 'file',
      type: undefined,
    }),
  ])
})

test('a retry runs only those that failed', async () => {
  const failing = vi.fn((event: ElementEvent) => {
    if (event.index === 1 && failing.mock.calls.length <= 3) throw new Error('away')
  })
  const { send } = start({ onEvent: failing })
  const notification = { message: { eventId: 'e', events: all.slice(0, 3) } }
  expect([await send(notification), await send(notification)]).toEqual([503, 200])
  expect(failing.mock.calls.map(([{ index }]) => index)).toEqual([0, 1, 2, 1])
})

test('a notification as a whole keeps the limit of the work', async () => {
  const { opened, open } = gate()
  const onEvent = vi.fn(() => opened)
  const { send } = start({ onEvent, workLimitMs: 30 })
  const notification = { message: { eventId: 'e', events: all } }
  expect(await send(notification)).toBe(503)
  expect(onEvent.mock.calls.length).toBeLessThan(3)
  open()
})

test('a notification is read once, however many events are in it', async () => {
  const { send, events } = start()
  const body = JSON.stringify({ message: { eventId: 'e', events: all, raw } })
  const parse = vi.spyOn(JSON, 'parse')
  onTestFinished(() => parse.mockRestore())
  expect(await send(body)).toBe(200)
  expect(parse.mock.calls.filter(([text]) => text === body)).toHaveLength(1)
  expect(events).toHaveLength(all.length)
})

test('with a durable queue each event is a job', async () => {
  const jobs: WebhookJob[] = []
  const queue = { durable: true, add: async (job: WebhookJob) => void jobs.push(job) }
  const { receive, send, events } = start({ queue })
  for (const _ of [1, 2]) expect(await send(halves[1])).toBe(200)
  expect([jobs.length, events.length]).toEqual([5, 0])
  expect(Object.keys(jobs[0]?.headers ?? {})).toEqual(['content-type', 'elements-webhook-id'])
  for (const job of jobs)
    await receive.work(JSON.parse(JSON.stringify(job)), { attempt: 1, signal: AbortSignal.any([]) })
  expect(events.map(({ objectId }) => objectId)).toEqual(['20', '21', '22', '23', '24'])
})

test('what a worker has done is done, though it cannot be remembered', async () => {
  const jobs: WebhookJob[] = []
  const queue = { durable: true, add: async (job: WebhookJob) => void jobs.push(job) }
  const dedupe = { ...memoryDedupe(), promote: () => Promise.reject(new Error('down')) }
  const { receive, send, events, log } = start({ queue, dedupe })
  await send(halves[1])
  const reported = log.length
  await receive.work(jobs[0] as WebhookJob, { attempt: 1, signal: AbortSignal.any([]) })
  expect(events).toHaveLength(1)
  expect(log.slice(reported)).toMatchObject([{ reason: 'store-down', event: 'UPDATED' }])
})

describe('bad input', () => {
  test.each([
    ['{}', 200, 'uninteresting'],
    ['[]', 200, 'uninteresting'],
    ['null', 200, 'uninteresting'],
    ['{"message":{"events":{}}}', 200, 'uninteresting'],
    ['{"message":{"events":[]}}', 200, 'uninteresting'],
    ['{"message":{"events":[null,5,"x",[]]}}', 200, 'accepted'],
    ['{"a": "b"\n"c": true}', 400, 'body-unparseable'],
  ])('%s gives %i', async (body, status, reason) => {
    const { send, reasons } = start()
    expect(await send(body)).toBe(status)
    expect(new Set(reasons())).toEqual(new Set([reason]))
  })

  test('a notification without an id is known by its bytes', async () => {
    const { send, events } = start()
    const notification = { message: { events: [{ eventType: 'CREATED' }] } }
    for (const each of [notification, notification, { ...notification, other: 1 }]) await send(each)
    expect(events).toHaveLength(2)
  })

  test('a signature of another body, none, and another method', async () => {
    const { receive, reasons } = start()
    const signature = 'sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ='
    const send = async (headers: Record<string, string>) =>
      (await receive(post('{}', headers))).status
    expect(await send({ 'elements-webhook-signature': signature })).toBe(401)
    expect(await send({})).toBe(401)
    expect((await receive(new Request('https://a.example'))).status).toBe(405)
    expect(reasons()).toEqual(['signature-wrong', 'signature-missing', 'wrong-method'])
  })
})

test('the published signature, and the older SHA-1', async () => {
  const { receive, reasons } = start()
  const body = '<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>'
  const signature = 'sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ='
  expect((await receive(post(body, { 'elements-webhook-signature': signature }))).status).toBe(400)
  expect(reasons()).toEqual(['body-unparseable'])
  const old = {
    ...cloudElements,
    verification: { ...cloudElements.verification, type: 'hmac-sha1', prefix: 'sha1=' },
  } as typeof cloudElements
  const request = () =>
    signSample('https://a.example', old, {
      secret: signatureKey,
      body: '{"message":{"events":[]}}',
    })
  expect((await start({ algorithm: 'hmac-sha1' }).receive(await request())).status).toBe(200)
  expect((await receive(await request())).status).toBe(401)
})

test('an instance without a key is taken, and the log warns', async () => {
  const { receive, reasons } = start({ signatureKey: null })
  expect((await receive(post('{"message":{"events":[]}}'))).status).toBe(200)
  expect(reasons()).toEqual(['lint', 'uninteresting'])
  expect(pathOf(() => start({ signatureKey: '' }))).toBe('config.signatureKey')
})
