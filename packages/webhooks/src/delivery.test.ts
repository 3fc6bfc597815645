import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bench, gate, pathOf, plain, postJson, until } from '../test/deliveries.js'
import { createWebhookReceiver, memoryDedupe, type WebhookJob, type WebhookQueue } from './index.js'

const order = { event: 'order.created', id: 1 }

/** A queue that says it is durable, and does what the test wants. */
function queueOf(add: (job: WebhookJob) => Promise<void>): WebhookQueue {
  return { durable: true, add }
}

describe('after-work', () => {
  test('two deliveries of one id at once run once, and both are acknowledged when it is done', async () => {
    const { opened, open } = gate()
    const handler = vi.fn(() => opened)
    const { receive, reasons } = bench(plain, { handlers: { '*': handler } })
    const answers = [receive(postJson(order)), receive(postJson(order))]
    const first = await Promise.race([...answers, until(() => handler.mock.calls.length > 0)])
    expect(first).toBe(true)
    open()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    expect(handler).toHaveBeenCalledTimes(1)
    expect(reasons()).toEqual(['accepted', 'duplicate'])
  })

  test('a failure is 503, and the next try runs', async () => {
    const handler = vi.fn()
    handler.mockRejectedValueOnce(new Error('the database is away'))
    const { receive, log } = bench(plain, { handlers: { '*': handler } })
    const failed = await receive(postJson(order))
    expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([
      503,
      '5',
      '',
    ])
    expect(log.at(-1)).toMatchObject({
      reason: 'work-failed',
      event: 'order.created',
      transactionId: '1',
      error: new Error('the database is away'),
    })
    expect((await receive(postJson(order))).status).toBe(200)
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test('a delivery that waited for one that failed runs itself', async () => {
    const { opened, fail } = gate()
    const handler = vi.fn(async () => {})
    handler.mockImplementationOnce(() => opened)
    const { receive } = bench(plain, { handlers: { '*': handler } })
    const answers = [receive(postJson(order)), receive(postJson(order))]
    await until(() => handler.mock.calls.length > 0)
    fail(new Error('no'))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 200])
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test('work over its limit is 503, goes on with its claim, and is done for the next try', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
    onTestFinished(() => void vi.useRealTimers())
    const { opened, open } = gate()
    const signals: unknown[] = []
    const handler = vi.fn((_event, { signal }: { signal: AbortSignal }) => {
      signal.addEventListener('abort', () => signals.push(signal.reason))
      return opened
    })
    const background: Promise<unknown>[] = []
    const { receive, reasons } = bench(plain, {
      handlers: { '*': handler },
      workLimitMs: 3_000,
      claimMs: 6_000,
    })
    const send = async () => {
      let status: number | undefined
      const answer = receive(postJson(order), { waitUntil: (work) => background.push(work) })
      answer.then((response) => (status = response.status))
      while (status === undefined) await vi.advanceTimersByTimeAsync(100)
      return status
    }
    expect([await send(), signals.length, background.length]).toEqual([503, 1, 1])
    // It still runs, past the time of its claim, which is renewed.
    for (let tries = 0; tries < 4; tries += 1) expect(await send()).toBe(503)
    open()
    await Promise.all(background)
    expect(await send()).toBe(200)
    expect(handler).toHaveBeenCalledTimes(1)
    expect(reasons()).toEqual(['work-too-slow', ...Array(4).fill('still-running'), 'duplicate'])
  })

  test('the same id of another event, tenant or namespace is another delivery', async () => {
    const dedupe = memoryDedupe()
    const definition = { ...plain, tenant: { source: 'body', path: '$.store' } } as const
    const one = bench(definition, { dedupe, ns: 'one' })
    const two = bench(definition, { dedupe, ns: 'two' })
    for (const body of [
      order,
      { ...order, event: 'b' },
      { ...order, store: 1 },
      { ...order, store: 2 },
    ])
      for (const { receive } of [one, two, one]) await receive(postJson(body))
    expect([one.events.length, two.events.length]).toEqual([4, 4])
  })
})

describe('immediate', () => {
  test('answers before the work, says so at load, and loses what fails', async () => {
    const { opened, fail } = gate()
    const handler = vi.fn(() => opened)
    const background: Promise<unknown>[] = []
    const { receive, log } = bench(plain, { handlers: { '*': handler }, ack: 'immediate' })
    expect(receive.warnings.map(({ rule }) => rule)).toContain('immediate-loses')
    expect(log[0]).toMatchObject({ level: 'warn', reason: 'lint' })
    const send = () => receive(postJson(order), { waitUntil: (work) => background.push(work) })
    expect((await send()).status).toBe(200)
    fail(new Error('no'))
    await Promise.all(background)
    expect(log.at(-1)).toMatchObject({ reason: 'work-failed', error: new Error('no') })
    expect((await send()).status).toBe(200)
    expect(handler).toHaveBeenCalledTimes(1)
  })
})

describe('after-enqueue', () => {
  test('is the default with a durable queue, and is refused without', async () => {
    const jobs: WebhookJob[] = []
    const queue = queueOf(async (job) => void jobs.push(job))
    const { receive, events } = bench(plain, { queue })
    expect((await receive(postJson(order))).status).toBe(200)
    expect((await receive(postJson(order))).status).toBe(200)
    expect([jobs.length, events.length]).toEqual([1, 0])
    await receive.work(JSON.parse(JSON.stringify(jobs[0])), {
      attempt: 1,
      signal: new AbortController().signal,
    })
    expect(events).toEqual([
      expect.objectContaining({ name: 'order.created', payload: order, transactionId: '1' }),
    ])
    const ack = 'after-enqueue'
    expect(pathOf(() => createWebhookReceiver(plain, { handlers: {}, ack }))).toBe('queue')
    const lossy = { ...queue, durable: false }
    expect(pathOf(() => createWebhookReceiver(plain, { handlers: {}, ack, queue: lossy }))).toBe(
      'queue',
    )
  })

  test('a queue that is down: 503, and the claim is free', async () => {
    const add = vi.fn(async () => {})
    add.mockRejectedValueOnce(new Error('down'))
    const { receive, reasons } = bench(plain, { queue: queueOf(add) })
    expect((await receive(postJson(order))).status).toBe(503)
    expect((await receive(postJson(order))).status).toBe(200)
    expect(reasons()).toEqual(['queue-down', 'accepted'])
  })

  test('a queue that does not answer: 503', async () => {
    const { receive, reasons } = bench(plain, {
      queue: queueOf(() => new Promise(() => {})),
      storeTimeoutMs: 20,
    })
    expect((await receive(postJson(order))).status).toBe(503)
    expect(reasons()).toEqual(['queue-down'])
  })
})

describe('a store that is down', () => {
  const down = {
    ...memoryDedupe(),
    claim: () => Promise.reject(new Error('down')),
    promote: () => Promise.reject(new Error('down')),
  }

  test('closed: 503 and nothing runs', async () => {
    const { receive, events, reasons } = bench(plain, { dedupe: down })
    expect((await receive(postJson(order))).status).toBe(503)
    expect([events.length, reasons()]).toEqual([0, ['store-down']])
  })

  test('a claim that comes too late is given back, so that the next try is taken', async () => {
    const { opened, open } = gate()
    const slow = memoryDedupe()
    const release = vi.fn(slow.release)
    const claim = vi.fn(slow.claim)
    claim.mockImplementationOnce(async (...args) => {
      await opened
      return slow.claim(...args)
    })
    const { receive, reasons } = bench(plain, {
      dedupe: { ...slow, claim, release },
      storeTimeoutMs: 20,
    })
    expect((await receive(postJson(order))).status).toBe(503)
    open()
    await until(() => release.mock.calls.length > 0)
    expect((await receive(postJson(order))).status).toBe(200)
    expect(reasons()).toEqual(['store-down', 'accepted'])
  })

  test('open: it runs without dedupe', async () => {
    const { receive, events, reasons } = bench(plain, { dedupe: down, storeDown: 'open' })
    for (const _ of [1, 2]) expect((await receive(postJson(order))).status).toBe(200)
    expect(events).toHaveLength(2)
    expect(reasons()).toEqual(['store-down-open', 'accepted', 'store-down-open', 'accepted'])
  })

  test('what was done is acknowledged, though it cannot be remembered', async () => {
    const { receive, reasons } = bench(plain, {
      dedupe: { ...memoryDedupe(), promote: down.promote },
    })
    expect((await receive(postJson(order))).status).toBe(200)
    expect(reasons()).toEqual(['store-down', 'accepted'])
  })

  test.each([
    ['refuses', down.promote],
    ['does not answer', () => new Promise<void>(() => {})],
  ])('what a worker has done is done, though it %s to remember it', async (_, promote) => {
    const memory = memoryDedupe()
    const dedupe = { ...memory, promote: vi.fn(memory.promote) }
    const jobs: WebhookJob[] = []
    const queue = queueOf(async (job) => void jobs.push(job))
    const { receive, events, reasons } = bench(plain, { dedupe, queue, storeTimeoutMs: 20 })
    await receive(postJson(order))
    dedupe.promote.mockImplementation(promote)
    const context = { attempt: 1, signal: new AbortController().signal }
    await receive.work(jobs[0] as WebhookJob, context)
    expect([events.length, reasons()]).toEqual([1, ['accepted', 'store-down']])
  })
})

test.each(['maxBodyBytes', 'bodyTimeoutMs', 'rememberMs', 'claimMs', 'workLimitMs'])(
  'the option %s has to be a positive number',
  (name) => {
    for (const value of [0, -1, Number.NaN, '5'])
      expect(pathOf(() => createWebhookReceiver(plain, { handlers: {}, [name]: value }))).toBe(name)
  },
)
