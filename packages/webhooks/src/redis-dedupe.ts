import type { Claim, DedupeStore } from './dedupe.js'

/** What we need of a client: the `eval` of the package `redis`. For `ioredis` see the README. */
export interface RedisClient {
  eval(
    script: string,
    options: { readonly keys: string[]; readonly arguments: string[] },
  ): Promise<unknown>
}

// A claim is kept as `c` and its token, what is done as `d`: each script looks before it writes, in one step.
const claimScript = `
local value = redis.call('GET', KEYS[1])
if value then return string.sub(value, 1, 1) end
redis.call('SET', KEYS[1], 'c' .. ARGV[1], 'PX', ARGV[2])
return 'n'`
const renewScript = `
if redis.call('GET', KEYS[1]) == 'c' .. ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`
const promoteScript = `redis.call('SET', KEYS[1], 'd', 'PX', ARGV[1])`
const releaseScript = `
if redis.call('GET', KEYS[1]) == 'c' .. ARGV[1] then redis.call('DEL', KEYS[1]) end`

const claims: Readonly<Record<string, Claim>> = { n: 'claimed', c: 'running', d: 'done' }

export interface RedisDedupeOptions {
  /** Begins every key. @default 'drawbridge:webhooks:' */
  readonly prefix?: string
}

/** Remembers in Redis, for several processes, and for as long as Redis does. */
export function redisDedupe(
  client: RedisClient,
  { prefix = 'drawbridge:webhooks:' }: RedisDedupeOptions = {},
): DedupeStore {
  const run = (script: string, key: string, ...args: (string | number)[]): Promise<unknown> =>
    client.eval(script, { keys: [`${prefix}seen:${key}`], arguments: args.map(String) })
  const whole = (ms: number): number => Math.max(1, Math.ceil(ms))
  return {
    durable: true,
    async claim(key, token, ttlMs) {
      const claim = claims[String(await run(claimScript, key, token, whole(ttlMs)))]
      if (!claim) throw new Error('Redis gave something that is no claim')
      return claim
    },
    async renew(key, token, ttlMs) {
      await run(renewScript, key, token, whole(ttlMs))
    },
    async promote(key, ttlMs) {
      await run(promoteScript, key, whole(ttlMs))
    },
    async release(key, token) {
      await run(releaseScript, key, token)
    },
  }
}
