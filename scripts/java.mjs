import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installFromDebian } from './debian.mjs'

const run = promisify(execFile)

const remedy =
  'Install a Java runtime, 17 or newer (Debian, Ubuntu: default-jre-headless; Homebrew: openjdk), or set DRAWBRIDGE_JAVA to the path of a java'

/**
 * A Java that runs: the one that DRAWBRIDGE_JAVA names, that of JAVA_HOME, one on the PATH, or Debian's.
 *
 * @returns {Promise<string>} its path or name
 * @throws {Error} with what to do
 */
export async function findJava() {
  const { DRAWBRIDGE_JAVA: named, JAVA_HOME: home } = process.env
  if (named) {
    if (await isUsable(named)) return named
    throw new Error(`DRAWBRIDGE_JAVA names ${named}, which is no Java 17 or newer`)
  }
  for (const java of [...(home ? [join(home, 'bin', 'java')] : []), 'java']) {
    if (await isUsable(java)) return java
  }
  try {
    await installFromDebian(['default-jre-headless'])
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : cause
    throw new Error(`There is no Java, and ${why}. ${remedy}`, { cause })
  }
  if (await isUsable('java')) return 'java'
  throw new Error(`apt-get installed no Java that runs. ${remedy}`)
}

/** @param {string} java macOS has one on the PATH that only asks for another */
async function isUsable(java) {
  try {
    const { stderr } = await run(java, ['-version'], { timeout: 60_000 })
    return Number(/version "(\d+)/.exec(stderr)?.[1]) >= 17
  } catch {
    return false
  }
}
