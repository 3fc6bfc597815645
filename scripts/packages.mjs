import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from './root.mjs'

/**
 * @typedef {object} Manifest the parts of a package.json that the scripts read
 * @property {string} name
 * @property {string} version
 * @property {Record<string, string | Record<string, string>>} exports
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 *
 * @typedef {{ readonly folder: string, readonly manifest: Manifest }} Package
 */

/**
 * Every published package, in alphabetical order.
 *
 * @returns {Package[]}
 */
export function listPackages() {
  const parent = join(rootFolder, 'packages')
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPackage(join(parent, entry.name)))
}

/**
 * @param {string} folder
 * @returns {Package}
 */
export function readPackage(folder) {
  return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
}

/**
 * What a package exports and has not: the build makes it.
 *
 * @param {Pick<Package, 'folder'> & { readonly manifest: Pick<Manifest, 'exports'> }} built
 * @returns {string[]} paths inside the package
 */
export function listMissingExports({ folder, manifest }) {
  return Object.values(manifest.exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((path) => !existsSync(join(folder, path)))
}
