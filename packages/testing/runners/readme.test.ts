import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { packageFolder, runNode } from './run-program.js'
import { checkTypes, writeExamples } from './run-readme.js'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

it('runs and types every example of the README', async () => {
  const { folder, names } = writeExamples(packageFolder, (_, at) => `example-${at}.test.ts`)
  expect(names.length).toBeGreaterThan(5)
  // Without one vitest takes that of the repository.
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {}\n')
  const tests = await runNode([vitest, 'run', '--root', folder])
  expect(tests.output).toContain(`Tests  ${names.length} passed`)
  expect(tests.code).toBe(0)
  await checkTypes(folder)
})
