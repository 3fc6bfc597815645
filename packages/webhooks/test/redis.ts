import { createClient } from 'redis'
import { inject, onTestFinished } from 'vitest'
import type { RedisClient } from '../src/redis.js'

export const redisUrl: string = inject('redisUrl')

/** Keys of a test of its own. */
export function ownPrefix(): string {
  return `test:${crypto.randomUUID()}:`
}

/** A client that is gone after the test. */
export async function connectRedis(
  url: string = redisUrl,
): Promise<RedisClient & { readonly destroy: () => void }> {
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: 20 } })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => {
    if (client.isOpen) client.destroy()
  })
  return client
}
