export { type RedisClient, type RedisDedupeOptions, redisDedupe } from './redis-dedupe.js'
export {
  type RedisQueue,
  type RedisQueueOptions,
  type RedisWorkerOptions,
  redisQueue,
  type Worker,
} from './redis-queue.js'
