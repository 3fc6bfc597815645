// A million runs of the properties and a million mutated messages, from a new seed each time. It takes an hour or more:
// `npm run prove -- <name of a property>` proves one of them, and DRAWBRIDGE_SEED repeats a run.
import { runScript } from './processes.mjs'

const {
  DRAWBRIDGE_SEED = String(Date.now() % 1e9),
  DRAWBRIDGE_RUNS = '1000000',
  DRAWBRIDGE_FUZZ = '1000000',
} = process.env
console.log(`To repeat this: DRAWBRIDGE_SEED=${DRAWBRIDGE_SEED} npm run prove`)
const name = process.argv.slice(2).join(' ')
process.exitCode = await runScript('test:properties', name ? ['-t', name] : [], {
  env: { DRAWBRIDGE_SEED, DRAWBRIDGE_RUNS, DRAWBRIDGE_FUZZ },
})
