import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeScriptFiles } from './injected-scripts.mjs'

test('the injected scripts are those of their sources: npm run build:injected writes them', async () => {
  const files = await makeScriptFiles()
  expect(files).toHaveLength(3)
  for (const { path, text } of files) expect(readFileSync(path, 'utf8'), path).toBe(text)
})
