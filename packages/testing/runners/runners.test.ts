import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { runNode } from './run-program.js'

// The built package, in the runners themselves: each in a process of its own, without a browser.
const require = createRequire(import.meta.url)
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
const jest = join(dirname(require.resolve('jest/package.json')), 'bin', 'jest.js')

it("runs in Node's own runner", async () => {
  const { code, output } = await runNode([
    '--test',
    '--test-reporter=tap',
    'examples/node/purchase.test.js',
  ])
  expect(output).toContain('# pass 1')
  expect(code).toBe(0)
})

it('runs in vitest', async () => {
  const { code, output } = await runNode([vitest, 'run', '--root', 'examples/vitest'])
  expect(output).toMatch(/Tests {2}1 passed/)
  expect(code).toBe(0)
})

it('runs in Jest', async () => {
  const { code, output } = await runNode([
    ...['--experimental-vm-modules', jest, '--rootDir=examples/jest', '--transform={}'],
    '--testEnvironment=node',
  ])
  expect(output).toMatch(/Tests: +2 passed, 2 total/)
  expect(code).toBe(0)
})
