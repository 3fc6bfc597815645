// The engines beside Chromium; the summary lists those that are not here, and why.
import { prepareEngines } from './engines.mjs'
import { recordNotRun } from './results.mjs'

for (const { name, path, missing } of await prepareEngines()) {
  if (!missing) {
    console.log(`${name}: ${path}`)
    continue
  }
  console.error(`NOT RUN: ${missing.reason}`)
  if (missing.isRequired) process.exitCode = 1
  else recordNotRun(name, missing.reason)
}
