// `npm run bench` measures and writes the figures; `--quick --rounds 2` only looks whether everything can be measured.
import { parseArgs } from 'node:util'
import { missingSamples } from './measure.mjs'
import { report } from './report.mjs'
import { runBench } from './run.mjs'
import { fullSizes, quickSizes } from './sizes.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    quick: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number from 1 on, not "${values.rounds}"`)
const sizes = values.quick ? quickSizes : fullSizes

const { browser, placements } = await runBench({ rounds, sizes, tell: console.log })
const missing = Object.entries(placements).flatMap(([placement, { rows }]) =>
  missingSamples(rows, rounds).map((what) => `${placement}: ${what}`),
)
if (missing.length > 0) {
  console.error(`Not measured in every round:\n  ${missing.join('\n  ')}`)
  process.exitCode = 1
} else if (values.quick) {
  console.log(`Every row of every contestant gave a number, ${rounds} times.`)
} else {
  await report({ rounds, sizes, browser, placements })
}
