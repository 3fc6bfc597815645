import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { expectTyped, writeExamples } from './readme-examples.js'
import { packageFolder, runNode } from './run-program.js'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')

it('runs and types every example of the README', async () => {
  const examples = writeExamples(packageFolder, (number) => `example-${number}.test.ts`)
  expect(examples.files.length).toBeGreaterThan(5)
  // Without one vitest takes that of the repository.
  writeFileSync(join(examples.folder, 'vitest.config.js'), 'export default {}\n')

  const tests = await runNode([vitest, 'run', '--root', examples.folder])
  expect(tests.output).toContain(`Tests  ${examples.files.length} passed`)
  expect(tests.code).toBe(0)
  await expectTyped(examples, [])
})
