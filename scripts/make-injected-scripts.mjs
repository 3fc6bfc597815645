import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeScriptFiles } from './injected-scripts.mjs'

for (const { path, text } of await makeScriptFiles()) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
