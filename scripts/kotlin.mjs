import { mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { captureProgram } from './processes.mjs'
import { rootFolder } from './root.mjs'

const require = createRequire(import.meta.url)
const libraries = join(dirname(require.resolve('kotlin-compiler/package.json')), 'lib')
const compiler = [
  'kotlin-compiler',
  'kotlin-stdlib',
  'kotlin-script-runtime',
  'kotlin-reflect',
  'kotlin-daemon-client',
  'kotlinx-coroutines-core-jvm',
  'annotations-13.0',
]
const classes = join(rootFolder, 'node_modules', '.cache', 'drawbridge', 'kotlin')

/** @param {readonly string[]} names */
function jars(names) {
  return names.map((name) => join(libraries, `${name}.jar`)).join(delimiter)
}

/**
 * Compiles the Kotlin host together with its test driver; a warning is an error.
 *
 * @param {string} java
 * @param {string} source the `src` folder of the host
 * @returns {Promise<readonly string[]>} the command that starts the driver
 */
export async function compileKotlin(java, source) {
  rmSync(classes, { recursive: true, force: true })
  mkdirSync(classes, { recursive: true })
  const { code, output } = await captureProgram([
    // The compiler ends before the second stage of the JVM's own compiler would pay.
    ...[java, '-XX:TieredStopAtLevel=1', '-cp', jars(compiler)],
    'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler',
    ...['-kotlin-home', dirname(libraries), '-jvm-target', '11', '-no-reflect', '-Werror'],
    // What an app that is a little behind compiles too.
    ...['-language-version', '2.2', '-api-version', '2.2'],
    ...['-d', classes, join(source, 'main', 'kotlin'), join(source, 'test', 'kotlin')],
  ])
  if (code !== 0) throw new Error(`The Kotlin host does not compile:\n${output}`)
  return [java, '-cp', [classes, jars(['kotlin-stdlib'])].join(delimiter), 'drawbridge.DriverKt']
}
