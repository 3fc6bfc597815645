import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { runNode } from './run-program.js'

const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const typescript = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

export interface ReadmeOptions {
  /** Declarations that the examples need beside their imports. */
  readonly types?: readonly string[]
  readonly env?: Record<string, string>
  /** @default all */
  readonly isRunnable?: (code: string) => boolean
}

/** Runs and types every example of a package's README, against the built package. Gives their number. */
export async function runReadme(
  packageFolder: string,
  { types = [], env = {}, isRunnable = () => true }: ReadmeOptions = {},
): Promise<number> {
  const folder = join(packageFolder, 'build', 'readme')
  const text = readFileSync(join(packageFolder, 'README.md'), 'utf8')
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, code] of examples.entries())
    writeFileSync(join(folder, `example-${index + 1}${isRunnable(code) ? '.test' : ''}.ts`), code)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2023',
    types,
    skipLibCheck: true,
  }
  // Without one vitest takes that of the repository.
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {}\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))

  const options = { cwd: packageFolder, env }
  const tests = await runNode([vitest, 'run', '--root', folder], options)
  expect(tests.output).toContain(`Tests  ${examples.filter(isRunnable).length} passed`)
  expect(tests.code).toBe(0)
  const checked = await runNode([typescript, '-p', folder], options)
  expect(checked.output).toBe('')
  expect(checked.code).toBe(0)
  return examples.length
}
