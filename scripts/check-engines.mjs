// Every package in the lockfile has to run on the oldest Node that we promise, ours and the tools' alike: an install
// on that Node would otherwise warn, or break at run time.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { minVersion, satisfies } from 'semver'
import { parse } from 'yaml'
import { rootFolder } from './root.mjs'

const { engines } = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8'))
const oldest = minVersion(engines.node)?.version
if (!oldest) throw new Error(`package.json promises no Node version: "${engines.node}"`)

/** @type {{ packages: Record<string, { engines?: { node?: string } }> }} */
const { packages } = parse(readFileSync(join(rootFolder, 'pnpm-lock.yaml'), 'utf8'))
const entries = Object.entries(packages)
const refusing = entries.filter(
  ([, { engines }]) => engines?.node && !satisfies(oldest, engines.node),
)

for (const [name, { engines }] of refusing) console.error(`✗ ${name} wants Node ${engines?.node}`)
if (refusing.length > 0) {
  console.error(`\nThese do not run on Node ${oldest}. Take a version of them that does.`)
  process.exitCode = 1
} else {
  console.log(`All ${entries.length} locked packages run on Node ${oldest}.`)
}
