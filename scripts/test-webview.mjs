// The tests in a real WebKit webview, where there is one; elsewhere the summary says that they were not run, and why.
import { join } from 'node:path'
import { runProgram } from './processes.mjs'
import { recordNotRun } from './results.mjs'
import { rootFolder } from './root.mjs'
import { prepareWebview } from './webview.mjs'

const missing = await prepareWebview()
if (!missing) {
  const vitest = join(rootFolder, 'node_modules', 'vitest', 'vitest.mjs')
  process.exitCode = await runProgram([
    ...[process.execPath, vitest, 'run'],
    ...['--project', 'webview', ...process.argv.slice(2)],
  ])
} else {
  console.error(`NOT RUN: ${missing.reason}`)
  if (missing.isRequired) process.exitCode = 1
  else recordNotRun('test:webview', missing.reason)
}
