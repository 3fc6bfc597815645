import { join } from 'node:path'
import { rootFolder } from './root.mjs'

export const artifactsFolder = join(rootFolder, 'artifacts')

/**
 * The file name of a package's tarball: without the version, so that whoever installs it needs no update at a release.
 *
 * @param {import('./packages.mjs').Manifest} manifest
 */
export function tarballOf(manifest) {
  return `${manifest.name.replace('@', '').replace('/', '-')}.tgz`
}
