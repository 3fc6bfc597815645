import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { artifactsFolder } from '../../scripts/tarballs.mjs'

const BLOCK = 512

/** The tarball of a package, as `pnpm pack:all` wrote it. */
export function tarballOf(name: 'core' | 'host' | 'miniapp'): string {
  const file = join(artifactsFolder, `drawbridge-${name}.tgz`)
  if (existsSync(file)) return file
  throw new Error(`${file} is missing. Run "npm run build" and "npm run pack:all" first`)
}

/** The text of a file in a tarball: a header of one block before each, which has its name and its octal size. */
export function readFromTarball(tarball: string, path: string): string {
  const archive = gunzipSync(readFileSync(tarball))
  const field = (header: Buffer, from: number, to: number): string =>
    header.subarray(from, to).toString('utf8').replace(/\0.*$/s, '').trim()
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK)
    const size = Number.parseInt(field(header, 124, 136) || '0', 8)
    const content = at + BLOCK
    if (field(header, 0, 100) === path) return archive.toString('utf8', content, content + size)
    at = content + Math.ceil(size / BLOCK) * BLOCK
  }
  throw new Error(`${tarball} has no ${path}`)
}
