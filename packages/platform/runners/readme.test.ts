import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { serve } from '../../http/test/fakes/serve.js'
import { expectTyped, writeExamples } from '../../testing/runners/readme-examples.js'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

it('runs and types every example of the README', async () => {
  const host = await serve(() => ({ body: { transaction: 't1' } }))
  const examples = writeExamples(
    packageFolder,
    (number) => `example-${number}.ts`,
    (code) =>
      `${code.replaceAll('https://host.example', host.url)}\nexport { ${
        code.includes('const reply') ? 'reply' : 'heard, status'
      } }\n`,
  )
  const modules = (await Promise.all(examples.files.map((file) => import(file)))) as Record<
    string,
    unknown
  >[]
  expect(modules.map((module) => ({ ...module }))).toEqual([
    { reply: { transaction: 't1' } },
    { heard: [{ email: 'david@example.com' }], status: 'queued' },
  ])
  await expectTyped(examples, ['node'])
})
