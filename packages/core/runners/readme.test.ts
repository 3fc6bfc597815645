import { fileURLToPath } from 'node:url'
import { it } from 'vitest'
import { expectTyped, nameOfExample, writeExamples } from '../../testing/runners/readme-examples.js'

// They run in a browser: e2e/consumers/package-readmes.spec.ts.
it('types every example of the README', async () => {
  const packageFolder = fileURLToPath(new URL('..', import.meta.url))
  await expectTyped(
    writeExamples(packageFolder, (_number, code) => nameOfExample(code)),
    [],
  )
})
