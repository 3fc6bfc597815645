import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buy, test } from './consumer.js'
import { readFromTarball, tarballOf } from './tarballs.js'

test('a plain page with the one-file scripts of the tarballs buys', async ({
  page,
  folder,
  origins,
}) => {
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
  await buy(page, origins.hostOrigin)
})
