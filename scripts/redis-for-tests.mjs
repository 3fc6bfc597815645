// Gives tests a real Redis; without one the summary says that those with it were not run, and why.
import { isRequired } from './debian.mjs'
import { startRedis } from './redis.mjs'
import { recordNotRun } from './results.mjs'

/** @param {import('vitest/node').TestProject} project */
export default async function setup(project) {
  try {
    const { url, stop } = await startRedis()
    project.provide('redisUrl', url)
    return stop
  } catch (error) {
    if (isRequired) throw error
    recordNotRun('tests with Redis', error instanceof Error ? error.message : String(error))
    project.provide('redisUrl', '')
    return undefined
  }
}
