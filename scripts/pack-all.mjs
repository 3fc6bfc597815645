// Writes one tarball per package into artifacts/, as it would be published: pnpm replaces workspace: versions.
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pnpmCommand } from './package-manager.mjs'
import { listPackages } from './packages.mjs'
import { captureProgram } from './processes.mjs'
import { artifactsFolder, tarballOf } from './tarballs.mjs'

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
