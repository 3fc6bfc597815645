// A receiver in a process of its own, so that it can be killed. It says on its output what it does, one line each.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from 'redis'
import {
  createWebhookReceiver,
  type DedupeStore,
  memoryDedupe,
  type WebhookQueue,
} from '../src/index.js'
import { toNodeHandler } from '../src/node.js'
import { type RedisQueue, redisDedupe, redisQueue } from '../src/redis.js'

/** A step of a delivery: before it is queued or promoted, before or after its effect. */
export type Step = 'enqueue' | 'promote' | 'effect' | 'finish'

export interface ReceiverSettings {
  readonly ack: 'after-enqueue' | 'after-work'
  /** Without: memory. */
  readonly redis?: { readonly url: string; readonly prefix: string } | undefined
  /** Where it stops for good, and says so. */
  readonly hold?: Step | undefined
  readonly claimMs: number
  readonly leaseMs: number
}

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

const { ack, redis, hold, claimMs, leaseMs } = JSON.parse(process.argv[2] ?? '') as ReceiverSettings

async function reach(step: Step): Promise<void> {
  if (step !== hold) return
  say('held')
  await new Promise(() => {})
}

async function connect(): Promise<{ dedupe: DedupeStore; queue?: RedisQueue }> {
  if (!redis) return { dedupe: memoryDedupe() }
  const { url, prefix } = redis
  const client = await createClient({ url }).connect()
  const dedupe = redisDedupe(client, { prefix })
  return ack === 'after-work' ? { dedupe } : { dedupe, queue: redisQueue(client, { prefix }) }
}

const { dedupe, queue } = await connect()
const heldQueue: WebhookQueue | undefined = queue && {
  durable: true,
  async add(job) {
    await reach('enqueue')
    await queue.add(job)
  },
}
const receive = createWebhookReceiver(
  {
    eventExtraction: { path: '$.event' },
    verification: { type: 'none' },
    transactionId: { path: '$.id' },
  },
  {
    ack,
    claimMs,
    dedupe: {
      ...dedupe,
      async promote(key, ttlMs) {
        await reach('promote')
        await dedupe.promote(key, ttlMs)
      },
    },
    ...(heldQueue && { queue: heldQueue }),
    handlers: {
      async '*'({ transactionId }) {
        await reach('effect')
        say(`effect ${transactionId}`)
        await reach('finish')
      },
    },
  },
)
// What stops before it is queued or promoted is no worker beside that.
if (hold !== 'enqueue' && hold !== 'promote') queue?.start(receive.work, { leaseMs, pollMs: 20 })
const server = createServer(toNodeHandler(receive)).listen(0, '127.0.0.1', () =>
  say(`listening ${(server.address() as AddressInfo).port}`),
)
