import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFromTarball, tarballOf } from './tarballs.js'
import type { TwoOrigins } from './two-origins.js'

/** Writes the plain pages and the one-file scripts of the tarballs into a folder, and serves it. */
export async function servePlainPages(folder: string, origins: TwoOrigins): Promise<void> {
  for (const name of ['host', 'miniapp'] as const) {
    const tarball = tarballOf(name)
    const { unpkg } = JSON.parse(readFromTarball(tarball, 'package/package.json')) as {
      unpkg: string
    }
    const script = readFromTarball(tarball, `package/${unpkg.replace('./', '')}`)
    await writeFile(join(folder, `drawbridge-${name}.iife.js`), script)
  }
  for (const file of ['index.html', 'miniapp.html']) {
    const html = await readFile(new URL(`./plain-html/${file}`, import.meta.url), 'utf8')
    const { hostOrigin, miniappUrl } = origins
    await writeFile(
      join(folder, file),
      html.replace('HOST_ORIGIN', hostOrigin).replace('MINIAPP_URL', miniappUrl),
    )
  }
  origins.serve(folder)
}
