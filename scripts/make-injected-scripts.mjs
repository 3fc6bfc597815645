import { writeFileSync } from 'node:fs'
import { makeScriptsModule, scriptsFile } from './injected-scripts.mjs'

writeFileSync(scriptsFile, await makeScriptsModule())
