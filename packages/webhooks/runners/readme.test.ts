import { fileURLToPath } from 'node:url'
import { expect, inject, it } from 'vitest'
import { runReadme } from '../../testing/runners/run-readme.js'

const redisUrl = inject('redisUrl')

it('runs and types every example of the README', async () => {
  const count = await runReadme(fileURLToPath(new URL('..', import.meta.url)), {
    types: ['node'],
    env: { REDIS_URL: redisUrl },
    isRunnable: (code) => redisUrl !== '' || !code.includes('REDIS_URL'),
  })
  expect(count).toBeGreaterThan(10)
})
