import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { redisUrl } from './redis.js'

export interface RedisLine {
  /** Where clients of the test find Redis. */
  readonly url: string
  /** Ends all connections and takes no more: Redis is down. */
  cut(): void
  /** Takes everything and answers nothing: Redis hangs. */
  hang(): void
  restore(): void
}

/** A line to the real Redis that can be cut, since other tests need Redis itself. */
export async function redisLine(): Promise<RedisLine> {
  const { hostname, port } = new URL(redisUrl)
  let state: 'open' | 'cut' | 'hanging' = 'open'
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    if (state === 'cut') near.destroy()
    near.on('data', (bytes) => state !== 'hanging' && far.write(bytes))
    far.on('data', (bytes) => state !== 'hanging' && near.write(bytes))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    end()
    server.close()
  })
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state = 'cut'
      end()
    },
    hang: () => void (state = 'hanging'),
    restore() {
      state = 'open'
      // What was swallowed in between is never answered.
      end()
    },
  }
}
