import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeScriptsModule, scriptsFile } from './injected-scripts.mjs'

test('the injected scripts are those of their sources: npm run build:injected writes them', async () => {
  expect(readFileSync(scriptsFile, 'utf8')).toBe(await makeScriptsModule())
})
