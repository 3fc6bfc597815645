// Looks at the packed tarballs as a stranger would: publint at what package.json promises, "are the types wrong" at
// what TypeScript makes of it.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { listPackages } from './packages.mjs'
import { captureProgram } from './processes.mjs'
import { artifactsFolder, tarballOf } from './tarballs.mjs'

const attwManifest = fileURLToPath(import.meta.resolve('@arethetypeswrong/cli/package.json'))
const attw = join(dirname(attwManifest), JSON.parse(readFileSync(attwManifest, 'utf8')).bin.attw)
let failed = false
for (const { manifest } of listPackages()) {
  const tarball = join(artifactsFolder, tarballOf(manifest))
  if (!existsSync(tarball)) {
    console.error(`${tarball} is missing. Make it with: npm run build && npm run pack:all`)
    process.exit(1)
  }
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  })
  for (const message of messages)
    console.error(`✗ ${manifest.name}: ${formatMessage(message, pkg)}`)
  const { code, output } = await captureProgram([
    ...[process.execPath, attw, tarball],
    ...['--profile', 'esm-only', '--format', 'ascii', '--no-color'],
  ])
  if (code !== 0) console.error(output)
  if (messages.length > 0 || code !== 0) failed = true
  else console.log(`✓ ${manifest.name}`)
}
if (failed) process.exitCode = 1
