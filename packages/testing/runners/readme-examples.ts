import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { runNode } from './run-program.js'

const require = createRequire(import.meta.url)
const typescript = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

export interface Examples {
  /** Inside the package, so that they import it by its name. */
  readonly folder: string
  /** The TypeScript of the README, in order, each in a file. */
  readonly files: readonly string[]
}

/**
 * Writes the examples of a package's README into files.
 *
 * @param change What has to be another text in a test, such as an address.
 */
export function writeExamples(
  packageFolder: string,
  name: (number: number, code: string) => string,
  change: (code: string) => string = (code) => code,
): Examples {
  const text = readFileSync(join(packageFolder, 'README.md'), 'utf8')
  const codes = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => change(code))
  const folder = join(packageFolder, 'build', 'readme')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = codes.map((code, index) => {
    const file = join(folder, name(index + 1, code))
    writeFileSync(file, code)
    return file
  })
  return { folder, files }
}

/** The name that an example gives itself in its first line. */
export function nameOfExample(code: string): string {
  const [, name] = /^\/\/ ([\w-]+\.ts)\n/.exec(code) ?? []
  if (!name) throw new Error(`An example has no name in its first line: ${code.slice(0, 60)}`)
  return name
}

/** A user's strict compiler has nothing to say about them. */
export async function expectTyped({ folder }: Examples, types: readonly string[]): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2022',
    types,
    skipLibCheck: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const { output, code } = await runNode([typescript, '-p', folder])
  expect(output).toBe('')
  expect(code).toBe(0)
}
