// Gives tests the Kotlin host on a JVM; without a Java the summary says that they were not run, and why.
import { join } from 'node:path'
import { isRequired } from './debian.mjs'
import { findJava } from './java.mjs'
import { compileKotlin } from './kotlin.mjs'
import { recordNotRun } from './results.mjs'
import { rootFolder } from './root.mjs'

/** @param {import('vitest/node').TestProject} project */
export default async function setup(project) {
  const java = await findJava().catch((error) => {
    if (isRequired) throw error
    recordNotRun('the Kotlin host', error instanceof Error ? error.message : String(error))
    return undefined
  })
  const folder = join(rootFolder, 'packages', 'host', 'native', 'android')
  project.provide('kotlinHost', java ? await compileKotlin(java, folder) : [])
}
