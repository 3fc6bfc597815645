import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { it } from 'vitest'
import { expectTyped, nameOfExample, writeExamples } from '../../testing/runners/readme-examples.js'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

// They run in a browser: e2e/consumers/package-readmes.spec.ts.
it('types every example of the README, with the contract of the one of the repository', async () => {
  const examples = writeExamples(packageFolder, (_number, code) => nameOfExample(code))
  const [, contract = ''] =
    /^```ts\n([\s\S]*?)^```/m.exec(
      readFileSync(join(packageFolder, '..', '..', 'README.md'), 'utf8'),
    ) ?? []
  writeFileSync(join(examples.folder, 'contract.ts'), contract)
  await expectTyped(examples, [])
})
