// Writes one tarball per package into artifacts/, as it would be published: pnpm replaces workspace: versions. What
// nobody has built yet, as in a fresh clone, is built first: a tarball without it would look like a good one.
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { installCommand, pnpmCommand } from './package-manager.mjs'
import { listMissingExports, listPackages } from './packages.mjs'
import { captureProgram, runProgram, runScript } from './processes.mjs'
import { artifactsFolder, tarballOf } from './tarballs.mjs'

if (listPackages().some((one) => listMissingExports(one).length > 0)) {
  console.log('Not everything is built yet: installing and building first.')
  const code = (await runProgram(installCommand())) || (await runScript('build', []))
  if (code !== 0) process.exit(code)
}
rmSync(artifactsFolder, { recursive: true, force: true })
mkdirSync(artifactsFolder)
for (const { folder, manifest } of listPackages()) {
  const tarball = join(artifactsFolder, tarballOf(manifest))
  const { code, output } = await captureProgram(
    [...pnpmCommand(), 'pack', '--out', tarball],
    folder,
  )
  if (code !== 0) {
    console.error(output)
    process.exit(code)
  }
  console.log(`${tarball}  ${(statSync(tarball).size / 1000).toFixed(0)} kB`)
}
