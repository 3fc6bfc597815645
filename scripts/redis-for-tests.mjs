// Gives the unit tests a real Redis, or says which are NOT RUN without one.
import { isRedisRequired, startRedis } from './redis.mjs'

/** @param {import('vitest/node').TestProject} project */
export default async function setup(project) {
  try {
    const { url, stop } = await startRedis()
    project.provide('redisUrl', url)
    return stop
  } catch (error) {
    if (isRedisRequired) throw error
    const why = error instanceof Error ? error.message : error
    console.warn(`NOT RUN: the webhook tests with a real Redis. ${why}`)
    project.provide('redisUrl', '')
    return undefined
  }
}
