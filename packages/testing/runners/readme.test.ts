import { expect, it } from 'vitest'
import { packageFolder } from './run-program.js'
import { runReadme } from './run-readme.js'

it('runs and types every example of the README', async () => {
  expect(await runReadme(packageFolder)).toBeGreaterThan(5)
})
