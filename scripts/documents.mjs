import { existsSync, readdirSync } from 'node:fs'
import { posix, resolve } from 'node:path'

const SIZE = /<!-- size:([\w./-]+) -->(\d+(?:\.\d+)?) kB/g
const LINK = /\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g

/** Node's brotli differs by a few bytes between its versions, which may round to the next tenth. */
const SIZE_TOLERANCE_KB = 0.1

/** Made by tools, some of them while this is read. */
const leftOut = new Set(['node_modules', '.git', 'dist', 'build', 'artifacts', 'test-results'])

/**
 * @param {string} root
 * @returns {string[]} the Markdown files as paths from the root with forward slashes
 */
export function listDocuments(root) {
  return walk('')

  /** @param {string} folder @returns {string[]} */
  function walk(folder) {
    return readdirSync(resolve(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (leftOut.has(entry.name)) return []
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory()) return walk(path)
      return entry.name.endsWith('.md') ? [path] : []
    })
  }
}

/**
 * @param {string} text
 * @param {string} root
 * @param {string} path of the document, from the root
 * @returns {string[]}
 */
export function deadLinks(text, root, path) {
  return [...withoutCode(text).matchAll(LINK)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .filter((target) => {
      const file = decodeURIComponent(target.replace(/[?#].*$/, ''))
      return !existsSync(resolve(root, posix.dirname(path), file))
    })
    .map((target) => `the link ${target} leads nowhere`)
}

/**
 * @param {string} text
 * @param {ReadonlyMap<string, number>} sizes in kB
 * @returns {string[]}
 */
export function staleSizes(text, sizes) {
  return [...text.matchAll(SIZE)].flatMap(([, name = '', claim]) => {
    const measured = sizes.get(name)
    if (measured === undefined) return [`nothing measures the size "${name}"`]
    const differs = Math.abs(Number(claim) - measured) > SIZE_TOLERANCE_KB
    return differs ? [`"${name}" is ${measured.toFixed(1)} kB, not ${claim} kB`] : []
  })
}

/**
 * @param {string} text
 * @param {ReadonlyMap<string, number>} sizes in kB
 */
export function withSizes(text, sizes) {
  return text.replace(SIZE, (claim, /** @type {string} */ name) => {
    const measured = sizes.get(name)
    return measured === undefined ? claim : `<!-- size:${name} -->${measured.toFixed(1)} kB`
  })
}

/** @param {string} text a link inside a code sample is not a link */
function withoutCode(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
}
