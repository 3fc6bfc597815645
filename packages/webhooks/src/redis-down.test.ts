import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bench, plain, postJson, until } from '../test/deliveries.js'
import { connectRedis, ownPrefix, redisUrl } from '../test/redis.js'
import { redisLine } from '../test/redis-line.js'
import { redisDedupe, redisQueue } from './redis.js'

describe.skipIf(redisUrl === '')('a Redis that is down', () => {
  const start = async (storeDown: 'open' | 'closed', withQueue: boolean) => {
    const line = await redisLine()
    const client = await connectRedis(line.url)
    const prefix = ownPrefix()
    const queue = redisQueue(client, { prefix })
    return {
      line,
      queue,
      client,
      ...bench(plain, {
        storeDown,
        storeTimeoutMs: 500,
        dedupe: redisDedupe(client, { prefix }),
        ...(withQueue && { queue }),
      }),
    }
  }
  const order = { event: 'a', id: 1 }

  test.each(['cut', 'hang'] as const)(
    '%s: 503 while it lasts, and taken afterwards',
    async (how) => {
      const { line, receive, events, reasons, client } = await start('closed', false)
      line[how]()
      expect((await receive(postJson(order))).status).toBe(503)
      expect([reasons(), events]).toEqual([['store-down'], []])
      line.restore()
      await until(() => (client as unknown as { isReady: boolean }).isReady)
      await until(async () => (await receive(postJson(order))).status === 200)
      expect(events).toHaveLength(1)
    },
  )

  test('with the policy open it runs without dedupe', async () => {
    const { line, receive, events, reasons } = await start('open', false)
    line.cut()
    for (const _ of [1, 2]) expect((await receive(postJson(order))).status).toBe(200)
    expect(events).toHaveLength(2)
    expect(reasons()).toEqual(['store-down-open', 'accepted', 'store-down-open', 'accepted'])
  })

  test('with the policy open and a queue that is down as well: 503, since nothing would keep it', async () => {
    const { line, receive, reasons } = await start('open', true)
    line.cut()
    expect((await receive(postJson(order))).status).toBe(503)
    expect(reasons()).toEqual(['store-down-open', 'queue-down'])
  })

  test('a worker hears of it and goes on when it is back', async () => {
    const { line, receive, queue, events } = await start('closed', true)
    const onError = vi.fn()
    const worker = queue.start(receive.work, { pollMs: 5, onError })
    onTestFinished(() => worker.stop())
    line.cut()
    await until(() => onError.mock.calls.length > 0)
    line.restore()
    await until(async () => (await receive(postJson(order))).status === 200)
    await until(() => events.length === 1)
  })
})
