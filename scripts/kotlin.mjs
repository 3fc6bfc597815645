import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
const built = join(rootFolder, 'node_modules', '.cache', 'drawbridge', 'kotlin')
const classes = join(built, 'classes')

/** @param {readonly string[]} names */
function jars(names) {
  return names.map((name) => join(libraries, `${name}.jar`)).join(delimiter)
}

/**
 * Compiles the Kotlin host together with its test driver and the example of its README; a warning is an error.
 *
 * @param {string} java
 * @param {string} folder of the host
 * @returns {Promise<readonly string[]>} the command that starts the driver
 */
export async function compileKotlin(java, folder) {
  rmSync(built, { recursive: true, force: true })
  mkdirSync(classes, { recursive: true })
  const example = join(built, 'Example.kt')
  writeFileSync(example, exampleOf(join(folder, 'README.md')))
  const { code, output } = await captureProgram([
    // The compiler ends before the second stage of the JVM's own compiler would pay.
    ...[java, '-XX:TieredStopAtLevel=1', '-cp', jars(compiler)],
    'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler',
    ...['-kotlin-home', dirname(libraries), '-jvm-target', '11', '-no-reflect', '-Werror'],
    // What an app that is a little behind compiles too.
    ...['-language-version', '2.2', '-api-version', '2.2'],
    ...[
      '-d',
      classes,
      join(folder, 'src', 'main', 'kotlin'),
      join(folder, 'src', 'test', 'kotlin'),
    ],
    example,
  ])
  if (code !== 0) throw new Error(`The Kotlin host does not compile:\n${output}`)
  return [java, '-cp', [classes, jars(['kotlin-stdlib'])].join(delimiter), 'drawbridge.DriverKt']
}

/** @param {string} readme */
function exampleOf(readme) {
  const blocks = readFileSync(readme, 'utf8').matchAll(/```kotlin\n([\s\S]*?)```/g)
  const example = [...blocks].map(([, code = '']) => code).find((code) => /^\s*import /.test(code))
  if (!example) throw new Error(`${readme} has no example that begins with an import`)
  return example
}
