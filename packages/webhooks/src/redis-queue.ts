import type { WebhookJob, WebhookQueue, Work } from './job.js'
import type { RedisClient } from './redis-dedupe.js'

export interface RedisQueueOptions {
  /** Begins every key; workers and receivers of one queue share it. @default 'drawbridge:webhooks:' */
  readonly prefix?: string
}

export interface RedisWorkerOptions {
  /** Jobs at a time. @default 4 */
  readonly concurrency?: number
  /** A job of a worker that died is taken by another after this. @default 60_000 */
  readonly leaseMs?: number
  /** After so many tries a job is put aside. @default 10 */
  readonly maxAttempts?: number
  /** How long to wait before the next try, after the given one. @default 2 s, doubled each time, at most 1 h */
  readonly backoffMs?: (attempt: number) => number
  /** How often an idle worker looks. @default 200 */
  readonly pollMs?: number
  /** Hears of jobs that failed and of a Redis that does not answer. */
  readonly onError?: (error: unknown, job?: WebhookJob, isGivenUp?: boolean) => void
}

export interface Worker {
  /** Takes no more jobs, and resolves when the running ones are done. */
  stop(): Promise<void>
}

export interface RedisQueue extends WebhookQueue {
  /** Works until it is stopped, in this process or another one. */
  start(work: Work, options?: RedisWorkerOptions): Worker
  /** The jobs that were put aside. */
  listGivenUp(): Promise<WebhookJob[]>
  /** Puts a job back in, with all its tries. Gives false for one that is not there. */
  repeat(id: string): Promise<boolean>
}

// Redis gives the time, so that the clocks of its clients need not agree.
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`
const addScript = `${now}
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 1 then redis.call('ZADD', KEYS[2], now, ARGV[1]) end`
// A job that is taken stays in the queue, due again when its lease is over. The attempt tells one lease from the next.
const takeScript = `${now}
local id = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1)[1]
if not id then return nil end
redis.call('ZADD', KEYS[2], now + ARGV[1], id)
return { id, redis.call('HGET', KEYS[1], id), redis.call('HINCRBY', KEYS[3], id, 1) }`
const holds = `if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then return 0 end`
const remove = `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])`
const finishScript = `${holds}${remove}`
const delayScript = `${now}
${holds}
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[1])`
const giveUpScript = `${holds}
redis.call('HSET', KEYS[4], ARGV[1], redis.call('HGET', KEYS[1], ARGV[1]))${remove}`
const repeatScript = `${now}
local job = redis.call('HGET', KEYS[4], ARGV[1])
if not job then return 0 end
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1], job)
redis.call('ZADD', KEYS[2], now, ARGV[1])
return 1`
const listScript = `return redis.call('HVALS', KEYS[4])`

/** Keeps jobs in Redis until they are done: at least once, since a worker may die after the work. */
export function redisQueue(
  client: RedisClient,
  { prefix = 'drawbridge:webhooks:' }: RedisQueueOptions = {},
): RedisQueue {
  // The braces put all keys on one node of a cluster.
  const keys = ['jobs', 'due', 'attempts', 'given-up'].map((name) => `{${prefix}queue}:${name}`)
  const run = (script: string, ...args: (string | number)[]): Promise<unknown> =>
    client.eval(script, { keys, arguments: args.map(String) })
  const idle = new Set<() => void>()

  return {
    durable: true,
    async add(job) {
      await run(addScript, job.id, JSON.stringify(job))
      for (const wake of idle) wake()
    },
    async listGivenUp() {
      return ((await run(listScript)) as string[]).map((text) => JSON.parse(text) as WebhookJob)
    },
    async repeat(id) {
      return (await run(repeatScript, id)) === 1
    },
    start(work, options = {}) {
      const { concurrency = 4, pollMs = 200, leaseMs = 60_000, maxAttempts = 10 } = options
      const { backoffMs = defaultBackoff } = options
      const stopping = new AbortController()
      const loops = Array.from({ length: concurrency }, loop)

      /** If it throws, or rejects, that must end neither the worker nor the process. */
      function onError(...told: Parameters<NonNullable<RedisWorkerOptions['onError']>>): void {
        new Promise((resolve) => resolve(options.onError?.(...told))).catch(() => {})
      }

      async function loop(): Promise<void> {
        while (!stopping.signal.aborted) {
          const taken = await run(takeScript, leaseMs).catch(onError)
          if (Array.isArray(taken)) await attempt(taken as [string, string, number]).catch(onError)
          else await sleep()
        }
      }

      async function attempt([id, text, number]: [string, string, number]): Promise<void> {
        const job = JSON.parse(text) as WebhookJob
        const lease = setInterval(() => {
          run(delayScript, id, number, leaseMs).catch((error) => onError(error, job))
        }, leaseMs / 3)
        try {
          // One more than allowed: the process died with it each time.
          if (number > maxAttempts) throw new Error(`no worker outlived ${maxAttempts} tries`)
          await work(job, { attempt: number, signal: stopping.signal })
          await run(finishScript, id, number)
        } catch (error) {
          const isGivenUp = number >= maxAttempts
          onError(error, job, isGivenUp)
          const settle = isGivenUp
            ? run(giveUpScript, id, number)
            : run(delayScript, id, number, backoffMs(number))
          // Without Redis the lease runs out, which is a try again too.
          await settle.catch((failure) => onError(failure, job))
        } finally {
          clearInterval(lease)
        }
      }

      function sleep(): Promise<void> {
        return new Promise((resolve) => {
          const wake = (): void => {
            clearTimeout(timer)
            idle.delete(wake)
            stopping.signal.removeEventListener('abort', wake)
            resolve()
          }
          const timer = setTimeout(wake, pollMs)
          idle.add(wake)
          stopping.signal.addEventListener('abort', wake)
        })
      }

      return {
        async stop() {
          stopping.abort(new Error('the worker stops'))
          await Promise.all(loops)
        },
      }
    },
  }
}

function defaultBackoff(attempt: number): number {
  return Math.min(2_000 * 2 ** (attempt - 1), 3_600_000)
}
