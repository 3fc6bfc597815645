import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { packageFolder, runNode } from './run-program.js'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const typescript = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
const folder = join(packageFolder, 'build', 'readme')

it('runs and types every example of the README', async () => {
  const text = readFileSync(join(packageFolder, 'README.md'), 'utf8')
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
  expect(examples.length).toBeGreaterThan(5)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, code] of examples.entries())
    writeFileSync(join(folder, `example-${index + 1}.test.ts`), code)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    types: [],
    skipLibCheck: true,
  }
  // Without one vitest takes that of the repository.
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {}\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))

  const tests = await runNode([vitest, 'run', '--root', folder])
  expect(tests.output).toContain(`Tests  ${examples.length} passed`)
  expect(tests.code).toBe(0)
  const types = await runNode([typescript, '-p', folder])
  expect(types.output).toBe('')
  expect(types.code).toBe(0)
})
