import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { runNode } from './run-program.js'

const require = createRequire(import.meta.url)
const typescript = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

/** Puts every example of a package's README into a file of its own, as `nameOf` calls it. Gives their folder. */
export function writeExamples(
  packageFolder: string,
  nameOf: (code: string, number: number) => string,
): { readonly folder: string; readonly names: readonly string[] } {
  const folder = join(packageFolder, 'build', 'readme')
  const text = readFileSync(join(packageFolder, 'README.md'), 'utf8')
  const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const names = examples.map((code, index) => nameOf(code, index + 1))
  for (const [index, code] of examples.entries())
    writeFileSync(join(folder, names[index] as string), code)
  return { folder, names }
}

/** Types the examples against the built packages, as the strictest user would. */
export async function checkTypes(folder: string, types: readonly string[] = []): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2023',
    types,
    skipLibCheck: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  expect(await runNode([typescript, '-p', folder])).toEqual({ code: 0, output: '' })
}
