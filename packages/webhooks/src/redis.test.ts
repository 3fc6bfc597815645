import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { gate, until } from '../test/deliveries.js'
import { connectRedis, ownPrefix, redisUrl } from '../test/redis.js'
import { redisLine } from '../test/redis-line.js'
import type { WebhookJob, Work } from './index.js'
import { type RedisQueue, type RedisWorkerOptions, redisQueue } from './redis.js'

const job = (id: string): WebhookJob => ({
  id,
  ns: 'shop',
  event: 'a',
  transactionId: id,
  receivedAt: 1,
  kind: 'json',
  body: '{}',
  headers: {},
  query: {},
})
const NOW = { backoffMs: () => 1, pollMs: 5 }

/** A worker that stops with the test. */
function startWorker(queue: RedisQueue, work: Work, options: RedisWorkerOptions = {}) {
  const worker = queue.start(work, { ...NOW, ...options })
  onTestFinished(() => worker.stop())
  return worker
}

describe.skipIf(redisUrl === '')('the queue in Redis', () => {
  const makeQueue = async (prefix = ownPrefix()) => redisQueue(await connectRedis(), { prefix })

  test('gives each of many jobs to one of many workers, as it was put in', async () => {
    const prefix = ownPrefix()
    const done: string[] = []
    const jobs = Array.from({ length: 100 }, (_, at) => job(`${at}`))
    const queue = await makeQueue(prefix)
    for (const each of jobs) await queue.add(each)
    for (const other of [queue, await makeQueue(prefix)])
      startWorker(other, async (taken, { attempt }) => {
        expect([taken, attempt]).toEqual([job(taken.id), 1])
        done.push(taken.id)
      })
    await until(() => done.length >= jobs.length)
    expect(done.toSorted()).toEqual(jobs.map(({ id }) => id).toSorted())
  })

  test('an id that is in the queue is not added again, though it is being worked on', async () => {
    const queue = await makeQueue()
    const { opened, open } = gate()
    const taken: string[] = []
    startWorker(queue, async ({ id }) => {
      taken.push(id)
      if (id === 'a') await opened
    })
    await queue.add(job('a'))
    await until(() => taken.length === 1)
    await queue.add(job('a'))
    await queue.add(job('b'))
    await until(() => taken.includes('b'))
    expect(taken).toEqual(['a', 'b'])
    open()
    // Once it is done it may come again.
    await until(async () => {
      await queue.add(job('a'))
      return taken.length > 2
    })
  })

  test('a job that fails comes again, later each time, and is put aside in the end', async () => {
    const queue = await makeQueue()
    const waits: number[] = []
    const errors: unknown[] = []
    const attempts: number[] = []
    const work: Work = async (_, { attempt }) => {
      attempts.push(attempt)
      throw new Error('away')
    }
    startWorker(queue, work, {
      maxAttempts: 3,
      backoffMs: (attempt) => waits.push(attempt),
      onError: (error, failed, isGivenUp) =>
        errors.push([(error as Error).message, failed?.id, isGivenUp]),
    })
    await queue.add(job('a'))
    await until(async () => (await queue.listGivenUp()).length === 1)
    expect(attempts).toEqual([1, 2, 3])
    expect(waits).toEqual([1, 2])
    expect(errors).toEqual([false, false, true].map((isGivenUp) => ['away', 'a', isGivenUp]))
    expect(await queue.listGivenUp()).toEqual([job('a')])
  })

  test('what was put aside can be repeated, with all its tries', async () => {
    const queue = await makeQueue()
    const attempts: number[] = []
    let isAway = true
    startWorker(
      queue,
      async (_, { attempt }) => {
        attempts.push(attempt)
        if (isAway) throw new Error('away')
      },
      { maxAttempts: 1 },
    )
    await queue.add(job('a'))
    await until(async () => (await queue.listGivenUp()).length === 1)
    isAway = false
    expect([await queue.repeat('a'), await queue.repeat('a'), await queue.repeat('b')]).toEqual([
      true,
      false,
      false,
    ])
    await until(() => attempts.length === 2)
    expect([attempts, await queue.listGivenUp()]).toEqual([[1, 1], []])
  })

  test('a job that runs for long keeps its lease', async () => {
    const prefix = ownPrefix()
    const client = await connectRedis()
    const { opened, open } = gate()
    const runs: number[] = []
    for (const each of [redisQueue(client, { prefix }), await makeQueue(prefix)])
      startWorker(
        each,
        async (_, { attempt }) => {
          runs.push(attempt)
          await opened
        },
        { leaseMs: 1_500 },
      )
    await redisQueue(client, { prefix }).add(job('a'))
    const dueAt = () =>
      client.eval(`return redis.call('ZSCORE', KEYS[1], 'a')`, {
        keys: [`{${prefix}queue}:due`],
        arguments: [],
      })
    await until(() => runs.length === 1)
    const first = Number(await dueAt())
    // Past the time at which the first lease would have ended.
    await until(async () => Number(await dueAt()) > first + 1_500)
    expect(runs).toEqual([1])
    open()
    await until(async () => (await dueAt()) === null)
    expect(runs).toEqual([1])
  })

  test.each([
    ['finishes', (first: ReturnType<typeof gate>) => first.open(), 10],
    ['fails', (first: ReturnType<typeof gate>) => first.fail(new Error('too late')), 10],
    ['gives up', (first: ReturnType<typeof gate>) => first.fail(new Error('too late')), 1],
  ])(
    'a worker whose lease ran out and that %s does nothing to the next',
    async (_, end, maxAttempts) => {
      const prefix = ownPrefix()
      const line = await redisLine()
      const lost = redisQueue(await connectRedis(line.url), { prefix })
      const queue = await makeQueue(prefix)
      const first = gate()
      const second = gate()
      const runs: string[] = []
      const held = lost.start(
        async (_, { attempt }) => {
          runs.push(`first ${attempt}`)
          await first.opened
        },
        { ...NOW, leaseMs: 50, concurrency: 1, maxAttempts },
      )
      await queue.add(job('a'))
      await until(() => runs.length === 1)
      line.cut()
      startWorker(
        queue,
        async (_, { attempt }) => {
          runs.push(`second ${attempt}`)
          await second.opened
        },
        { leaseMs: 60_000, maxAttempts: 2 },
      )
      await until(() => runs.length === 2)
      line.restore()
      await until(() =>
        lost.listGivenUp().then(
          () => true,
          () => false,
        ),
      )
      const stopped = held.stop()
      end(first)
      await stopped
      expect(await queue.listGivenUp()).toEqual([])
      second.fail(new Error('no'))
      await until(async () => (await queue.listGivenUp()).length === 1)
      expect(runs).toEqual(['first 1', 'second 2'])
    },
  )

  test('a worker that stops lets the running job end and takes no more', async () => {
    const queue = await makeQueue()
    const { opened, open } = gate()
    const runs: string[] = []
    const signals: boolean[] = []
    const worker = startWorker(
      queue,
      async ({ id }, { signal }) => {
        runs.push(id)
        await opened
        signals.push(signal.aborted)
      },
      { concurrency: 1 },
    )
    await queue.add(job('a'))
    await until(() => runs.length === 1)
    await queue.add(job('b'))
    const stopped = worker.stop()
    open()
    await stopped
    expect([runs, signals]).toEqual([['a'], [true]])
  })

  const thrown = (): never => {
    throw new Error('no')
  }
  test.each<[string, RedisWorkerOptions]>([
    ['onError that throws', { onError: thrown }],
    ['onError that rejects', { onError: async () => thrown() }],
    ['backoffMs that throws', { backoffMs: thrown }],
  ])('%s does not end the worker', async (_, options) => {
    const queue = await makeQueue()
    const done: string[] = []
    await queue.add(job('bad'))
    await queue.add(job('good'))
    const work: Work = async ({ id }) => (id === 'bad' ? thrown() : void done.push(id))
    startWorker(queue, work, { concurrency: 1, ...options })
    await until(() => done.length === 1)
  })

  test('a job that the worker’s process never outlives is put aside', async () => {
    const prefix = ownPrefix()
    const client = await connectRedis()
    const queue = redisQueue(client, { prefix })
    await queue.add(job('a'))
    await client.eval(`redis.call('HSET', KEYS[1], 'a', 10)`, {
      keys: [`{${prefix}queue}:attempts`],
      arguments: [],
    })
    const work = vi.fn()
    startWorker(queue, work)
    await until(async () => (await queue.listGivenUp()).length === 1)
    expect(work).not.toHaveBeenCalled()
  })
})
